import { existsSync, realpathSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { version } from '../../../package.json';
import { systemReason } from '../../base/diagnostics/system-error';
import { formatBytes } from '../../base/text/format-numbers';
import { packageVersion } from '../../hosts/node/report';
import { freeSpace } from '../../hosts/node/runs';
import { type Finding, ok, problem, warning } from './finding';

/** The oldest major version of Node.js that the package supports, as `engines` of package.json says. */
const oldestNode = 20;

/** @param version such as `22.3.0` */
export function checkNode(version = process.versions.node): Finding {
  const found = `Node.js ${version} on ${process.platform} ${process.arch}`;
  if (Number.parseInt(version, 10) >= oldestNode) return ok('node', found);
  return problem(
    'node',
    `${found}; ${oldestNode} or later is needed`,
    'install a newer one: https://nodejs.org',
  );
}

export function checkThreads(cores = availableParallelism()): Finding {
  if (cores > 1) return ok('threads', `${cores} cores`);
  return warning(
    'threads',
    'one core: pictures are decoded and the network is trained in turns',
    'a machine with more cores is faster',
  );
}

const littleMemory = 1e9;

/** @param free bytes that nobody uses */
export function checkMemory(free = freemem(), total = totalmem()): Finding {
  const found = `${formatBytes(free)} of ${formatBytes(total)} free`;
  if (free >= littleMemory) return ok('memory', found);
  return warning('memory', found, 'close other programs, or train with a small batchSize');
}

const littleSpace = 1e9;

/** @param free bytes on the disk of the working directory; `undefined` where the file system does not say */
export function checkDisk(free: number | undefined): Finding {
  if (free === undefined) return ok('disk', 'the file system does not say how much is free');
  const found = `${formatBytes(free)} free here`;
  if (free >= littleSpace) return ok('disk', found);
  return warning('disk', found, 'free some space, or send runs elsewhere with --out');
}

export async function checkDiskHere(): Promise<Finding> {
  return checkDisk(await freeSpace('.'));
}

/** Writes a file where runs go, and removes it. @param folder the folder of runs, which need not exist */
export async function checkRunFolder(folder = 'runs'): Promise<Finding> {
  let parent = folder;
  while (!existsSync(parent) && parent !== dirname(parent)) parent = dirname(parent);
  try {
    const made = await mkdtemp(join(parent, '.convspec-doctor-'));
    await writeFile(join(made, 'file'), 'x');
    await rm(made, { recursive: true });
    return ok('run folder', `${folder} can be written`);
  } catch (error) {
    return problem(
      'run folder',
      `${folder} cannot be written: ${systemReason(error)}`,
      'go to a folder that is yours, or train with --out into one',
    );
  }
}

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
