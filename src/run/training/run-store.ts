import type { KnownFile, RunFolder } from '../../hosts/node/run-folder';
import type { LoadedRun, StateSlots } from '../../hosts/node/run-states';

/** Keeps others out of a run folder. */
export interface RunLock {
  /** Lets others use the folder. Never fails. */
  release(): Promise<void>;
}

/** Where runs are kept: folders of the machine, or what stands for them. */
export interface RunStore {
  /** The whole name of a run folder, for {@link RunFolder.path} and the methods below. */
  locate(out: string): string;
  /** Bytes that may still be written there; `undefined` where nobody can tell. */
  freeSpace(path: string): Promise<number | undefined>;
  /** To be taken before anything in a run folder is read or written. @throws RunFolderError while a run is under way there */
  lock(path: string): Promise<RunLock>;
  /** Makes the folder ready for a new run; an earlier one in it is refused, or replaced by `overwrite`. @throws RunFolderError */
  open(path: string, options: { readonly overwrite: boolean }): Promise<RunFolder>;
  /**
   * Takes a run's folder back to an earlier moment of that run.
   *
   * @param files what {@link RunFolder.settle} told at that moment
   * @param warn hears of files that have lost something meanwhile
   */
  reopen(path: string, files: readonly KnownFile[], warn: (text: string) => void): Promise<RunFolder>;
  /** The newest sound state of the run in a folder; `null` when there is none. @throws RunFolderError when all are damaged */
  load(path: string, warn: (text: string) => void): Promise<LoadedRun | null>;
  /** Where the states of a new run go. */
  newStates(path: string): StateSlots;
  /** A path of a spec in the folder `from`, as a copy of that spec in the run folder has to say it. */
  movedPath(path: string, from: string, runFolder: string): string;
}
