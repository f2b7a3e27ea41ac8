import type { RunStore } from '../../run/training/run-store';
import { openDatabase, type RunDatabase } from './database';
import { openStoredFolder, reopenStoredFolder } from './run-folder';
import { lockStoredRun } from './run-lock';
import { loadStoredRun, storedStates } from './run-states';

/** Runs in this origin's IndexedDB, by name. */
export async function openBrowserRuns(): Promise<RunStore> {
  const database: RunDatabase = await openDatabase();
  return {
    locate: runName,
    async freeSpace() {
      const { quota, usage } = await navigator.storage.estimate();
      return quota === undefined || usage === undefined ? undefined : quota - usage;
    },
    lock: lockStoredRun,
    open: (path, options) => openStoredFolder(database, path, options),
    reopen: (path, files, warn) => reopenStoredFolder(database, path, files, warn),
    load: (path) => loadStoredRun(database, path),
    newStates: (path) => storedStates(database, path),
    movedPath: (path) => path,
  };
}

/** The name of a run as it is kept: without what says nothing. */
export function runName(out: string): string {
  return out
    .split('/')
    .filter((step) => step !== '' && step !== '.')
    .join('/');
}
