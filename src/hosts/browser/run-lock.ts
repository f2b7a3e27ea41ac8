import type { RunLock } from '../../run/training/run-store';
import { RunFolderError } from '../../run/training/training-error';

/** Implements `RunStore.lock` between the pages of this origin. Closing a page releases its locks. */
export function lockStoredRun(run: string): Promise<RunLock> {
  if (!isSecureContext) {
    return Promise.reject(
      new RunFolderError(
        `"${run}" cannot be stored: the browser does not support locks between pages of ${location.origin}`,
        'serve the page over https, or from localhost',
      ),
    );
  }
  return new Promise((settle, fail) => {
    const held = navigator.locks.request(`convspec/${run}`, { ifAvailable: true }, (lock) => {
      if (lock !== null)
        return new Promise<void>((release) =>
          settle({ check: async () => undefined, release: async () => release() }),
        );
      throw new RunFolderError(
        `"${run}" is in use: a run with that name is in progress`,
        'wait for it or close its page, or choose another name with out',
      );
    });
    held.catch(fail);
  });
}
