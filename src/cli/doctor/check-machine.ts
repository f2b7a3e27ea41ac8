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

/** The oldest supported major version of Node.js, as in `engines` of package.json. */
const oldestNode = 20;

/** @param version such as `22.3.0` */
export function checkNode(version = process.versions.node): Finding {
  const found = `Node.js ${version} on ${process.platform} ${process.arch}`;
  if (Number.parseInt(version, 10) >= oldestNode) return ok('node', found);
  return problem(
    'node',
    `${found}; version ${oldestNode} or later is required`,
    'install a newer version from https://nodejs.org',
  );
}

export function checkThreads(cores = availableParallelism()): Finding {
  if (cores > 1) return ok('threads', `${cores} cores`);
  return warning(
    'threads',
    'one core: decoding images and training take turns',
    'use a machine with more cores to train faster',
  );
}

const littleMemory = 1e9;

/** @param free bytes of unused memory */
export function checkMemory(free = freemem(), total = totalmem()): Finding {
  const found = `${formatBytes(free)} of ${formatBytes(total)} free`;
  if (free >= littleMemory) return ok('memory', found);
  return warning('memory', found, 'close other programs, or train with a smaller batchSize');
}

const littleSpace = 1e9;

/** @param free bytes on the disk of the working directory; `undefined` if the file system does not report it */
export function checkDisk(free: number | undefined): Finding {
  if (free === undefined) return ok('disk', 'the file system does not report its free space');
  const found = `${formatBytes(free)} free in this folder`;
  if (free >= littleSpace) return ok('disk', found);
  return warning('disk', found, 'free some space, or write runs to another disk with --out');
}

export async function checkDiskHere(): Promise<Finding> {
  return checkDisk(await freeSpace('.'));
}

/** Writes a file where runs are saved, and removes it. @param folder the folder of runs, which need not exist */
export async function checkRunFolder(folder = 'runs'): Promise<Finding> {
  let parent = folder;
  while (!existsSync(parent) && parent !== dirname(parent)) parent = dirname(parent);
  try {
    const made = await mkdtemp(join(parent, '.convspec-doctor-'));
    await writeFile(join(made, 'file'), 'x');
    await rm(made, { recursive: true });
    return ok('run folder', `${folder} is writable`);
  } catch (error) {
    return problem(
      'run folder',
      `${folder} is not writable: ${systemReason(error)}`,
      'run convspec in a folder you can write to, or choose one with --out',
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

/** The packages that must share one copy of tfjs-core, because copies cannot use each other's tensors. */
const sharers = ['@tensorflow/tfjs-layers', '@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs-backend-cpu'];

/** Checks which copy of tfjs-core is used by this package, by the packages above, and by a program in the working directory. */
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

/** @param seen the package.json of each copy, with its users */
export function coreFinding(seen: ReadonlyMap<string, readonly string[]>): Finding {
  if (seen.size === 0) return problem('tfjs-core', 'not installed', install([core]));
  if (seen.size === 1) return ok('tfjs-core', 'one shared copy');
  const copies = [...seen].map(([place, users]) => `${place} (${users.join(', ')})`);
  return problem(
    'tfjs-core',
    `${seen.size} copies, which cannot share tensors: ${copies.join('; ')}`,
    `install a single version; npm ls ${core} shows which packages need it`,
  );
}

function resolved(from: NodeJS.Require, path: string): string | null {
  try {
    return realpathSync(from.resolve(path));
  } catch {
    return null;
  }
}
