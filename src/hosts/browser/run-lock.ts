import type { RunLock } from '../../run/training/run-store';
import { RunFolderError } from '../../run/training/training-error';

/** As `RunStore.lock`, among the pages of this origin; a page that is closed releases its own. */
export function lockStoredRun(run: string): Promise<RunLock> {
  if (!isSecureContext) {
    return Promise.reject(
      new RunFolderError(
        `"${run}" cannot be kept: for a page of ${location.origin}, the browser locks nothing between pages`,
        'serve the page by https, or from localhost',
      ),
    );
  }
  return new Promise((settle, fail) => {
    const held = navigator.locks.request(`convspec/${run}`, { ifAvailable: true }, (lock) => {
      if (lock !== null) return new Promise<void>((release) => settle({ release: async () => release() }));
      throw new RunFolderError(
        `"${run}" is in use: a run of that name is under way`,
        'wait for it or close its page, or choose another name with out',
      );
    });
    held.catch(fail);
  });
}
