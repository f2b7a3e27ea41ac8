import { relative, resolve, sep } from 'node:path';
import type { RunStore } from '../../run/training/run-store';
import { freeSpace } from './free-space';
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
