import type { KnownFile, SavedRun } from './run-state';

/** The folder that a run writes into. Paths are relative to it; one that leads out of it is refused. */
export interface RunFolder {
  /** Absolute. */
  readonly path: string;
  /** Files of this run, in the order of their first writing. */
  readonly files: readonly string[];
  /** Replaces a file atomically. Whether it is new to this run. */
  writeText(path: string, text: string): Promise<boolean>;
  /** Lets `write` make a file at an absolute path, whose folder exists by then. Whether the file is new to this run. */
  writeWith(path: string, write: (absolutePath: string) => Promise<void>): Promise<boolean>;
  /** Adds to the end of a file, or makes it. Whether it is new to this run. */
  append(path: string, data: string | Uint8Array): Promise<boolean>;
  /** `undefined` when there is no such file. */
  readText(path: string): Promise<string | undefined>;
  /** Removes a file of this run; one that has gone already is no error, one of somebody else's is. */
  remove(path: string): Promise<void>;
  /**
   * Brings what was appended to the disk, proves that the folder is still there, and tells the files of this moment,
   * for {@link RunStore.reopen} to come back to.
   */
  settle(): Promise<readonly KnownFile[]>;
}

/** The states of a run under way. */
export interface StateSlots {
  /** Replaces the older of the two states, atomically. Throws FileFormatError. */
  save(run: SavedRun): Promise<void>;
}

/** A saved run, and where its next states go. */
export interface LoadedRun {
  readonly saved: SavedRun;
  readonly slots: StateSlots;
}

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
