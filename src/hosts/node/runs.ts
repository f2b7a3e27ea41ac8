import { statfs } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import type { RunStore } from '../../run/training/run-store';
import { openRunFolder, reopenRunFolder } from './run-folder';
import { lockRunFolder } from './run-lock';
import { loadRun, newStateSlots } from './run-states';

/** Runs in folders of the file system. */
export const nodeRuns: RunStore = {
  locate: (out) => resolve(out),
  freeSpace,
  lock: lockRunFolder,
  open: openRunFolder,
  reopen: reopenRunFolder,
  load: loadRun,
  newStates: newStateSlots,
  movedPath: (path, from, runFolder) => relative(runFolder, resolve(from, path)).split(sep).join('/') || '.',
};

/**
 * Bytes that a user may still write where `path` is, or would be: asked of its nearest parent that exists.
 * `undefined` where the file system does not say.
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
