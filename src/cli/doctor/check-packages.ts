import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { version } from '../../../package.json';
import { packageVersion } from '../../hosts/node/report';
import { type Finding, ok, problem } from './finding';

const core = '@tensorflow/tfjs-core';
/** Without these nothing can be trained. */
const needed = [core, '@tensorflow/tfjs-layers', '@tensorflow/tfjs-backend-wasm', 'sharp', 'h5wasm'];
const install = (names: readonly string[]) => `npm install ${names.join(' ')}`;

export async function checkPackages(): Promise<Finding> {
  const found = await Promise.all(needed.map(async (name) => [name, await packageVersion(name)] as const));
  const missing = found.flatMap(([name, installed]) => (installed === null ? [name] : []));
  if (missing.length > 0)
    return problem('packages', `not installed: ${missing.join(', ')}`, install(missing));
  const text = found
    .map(([name, installed]) => `${name.replace('@tensorflow/', '')} ${installed}`)
    .join(', ');
  return ok('packages', `convspec ${version}, ${text}`);
}

/** The packages that must share one copy of tfjs-core: tensors of one copy mean nothing to another. */
const sharers = ['@tensorflow/tfjs-layers', '@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs-backend-cpu'];

/** Where tfjs-core is for this package, for those that work with it, and for a program in the working directory. */
export function checkCore(): Finding {
  const own = createRequire(import.meta.url);
  const seen = new Map<string, string[]>();
  const note = (from: NodeJS.Require, who: string) => {
    const place = resolved(from, `${core}/package.json`);
    if (place !== null) seen.set(place, [...(seen.get(place) ?? []), who]);
  };
  note(own, 'convspec');
  note(createRequire(join(resolve('.'), 'program.js')), 'the working directory');
  for (const name of sharers) {
    const place = resolved(own, `${name}/package.json`);
    if (place !== null) note(createRequire(place), name);
  }
  return coreFinding(seen);
}

/** @param seen each copy's package.json, and who takes it */
export function coreFinding(seen: ReadonlyMap<string, readonly string[]>): Finding {
  if (seen.size === 0) return problem('tfjs-core', 'not installed', install([core]));
  if (seen.size === 1) return ok('tfjs-core', 'one copy, shared by all');
  const copies = [...seen].map(([place, users]) => `${place} (${users.join(', ')})`);
  return problem(
    'tfjs-core',
    `${seen.size} copies, whose tensors do not mix: ${copies.join('; ')}`,
    `install one version for all, and look with npm ls ${core}`,
  );
}

function resolved(from: NodeJS.Require, path: string): string | null {
  try {
    return realpathSync(from.resolve(path));
  } catch {
    return null;
  }
}
