import { statfs } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import type { RunStore } from '../../run/training/run-store';
import { openRunFolder, reopenRunFolder } from './run-folder';
import { lockRunFolder } from './run-lock';
import { keepImages, loadRun, newStateSlots, readImages } from './run-states';

/** Runs in folders of the file system. */
export const nodeRuns: RunStore = {
  locate: (out) => resolve(out),
  freeSpace,
  lock: lockRunFolder,
  open: openRunFolder,
  reopen: reopenRunFolder,
  load: loadRun,
  keepImages,
  readImages,
  newStates: newStateSlots,
  movedPath: (path, from, runFolder) => relative(runFolder, resolve(from, path)).split(sep).join('/') || '.',
  resolvedPath: (path, runFolder) => resolve(runFolder, path),
};

/**
 * Free space in bytes at `path`, which need not exist: determined for its nearest existing parent folder. `undefined` if the
 * file system does not report it.
 */
export async function freeSpace(path: string): Promise<number | undefined> {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    try {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    } catch {
      if (folder === dirname(folder)) return undefined;
    }
  }
}
