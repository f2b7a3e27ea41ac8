import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { formatBytes } from '../../base/text/format-numbers';
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
    const said = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return problem(
      'run folder',
      `${folder} cannot be written (${said})`,
      'go to a folder that is yours, or train with --out into one',
    );
  }
}
