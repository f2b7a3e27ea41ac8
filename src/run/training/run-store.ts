import type { KnownFile, SavedRun } from './run-state';

/** The folder that a run writes to. Paths are relative to it; paths outside it are rejected. */
export interface RunFolder {
  /** Absolute. */
  readonly path: string;
  /** Files of this run, in the order in which they were created. */
  readonly files: readonly string[];
  /** Replaces a file atomically. Returns whether it is new in this run. */
  writeText(path: string, text: string): Promise<boolean>;
  /** Calls `write` to create a file at an absolute path, in an existing folder. Returns whether the file is new in this run. */
  writeWith(path: string, write: (absolutePath: string) => Promise<void>): Promise<boolean>;
  /** Appends to a file, creating it if necessary. Returns whether it is new in this run. */
  append(path: string, data: string | Uint8Array): Promise<boolean>;
  /** `undefined` if the file does not exist. */
  readText(path: string): Promise<string | undefined>;
  /** Removes a file of this run. A missing file is not an error; a file that is not of this run is. */
  remove(path: string): Promise<void>;
  /**
   * Flushes appended data to disk, checks that the folder still exists, and returns its current files, to which
   * {@link RunStore.reopen} can return.
   */
  settle(): Promise<readonly KnownFile[]>;
}

/** The state files of a run in progress. */
export interface StateSlots {
  /** Replaces the older of the two state files atomically. @throws FileFormatError */
  save(run: SavedRun): Promise<void>;
}

/** A saved run, and where to save its next states. */
export interface LoadedRun {
  readonly saved: SavedRun;
  readonly slots: StateSlots;
}

/** An exclusive lock on a run folder. */
export interface RunLock {
  /** @throws RunFolderError if the lock is gone: the folder was replaced, or another process has taken it over */
  check(): Promise<void>;
  /** Unlocks the folder. Never fails. */
  release(): Promise<void>;
}

/** Where runs are stored: folders on disk, or their equivalent in a browser. */
export interface RunStore {
  /** The full path of a run folder, for {@link RunFolder.path} and the methods below. */
  locate(out: string): string;
  /** Free space there in bytes; `undefined` if unknown. */
  freeSpace(path: string): Promise<number | undefined>;
  /** Must be called before reading or writing in a run folder. @throws RunFolderError while a run is in progress there */
  lock(path: string): Promise<RunLock>;
  /**
   * Prepares the folder for a new run.
   *
   * @throws RunFolderError if it contains a run and `overwrite` is false
   */
  open(path: string, options: { readonly overwrite: boolean }): Promise<RunFolder>;
  /**
   * Resets a run folder to an earlier state of that run.
   *
   * @param files returned by {@link RunFolder.settle} at that time
   * @param warn receives a warning for each file that has lost data since then
   */
  reopen(path: string, files: readonly KnownFile[], warn: (text: string) => void): Promise<RunFolder>;
  /** Loads the newest valid state of the run in a folder; `null` if there is none. @throws RunFolderError if all are damaged */
  load(path: string, warn: (text: string) => void): Promise<LoadedRun | null>;
  /** Saves the record of the images of a run, atomically. */
  keepImages(path: string, record: string): Promise<void>;
  /** Reads the record of the images of a run; `null` if it has none. */
  readImages(path: string): Promise<string | null>;
  /** Where to save the states of a new run. */
  newStates(path: string): StateSlots;
  /** Converts a path in a spec in the folder `from` for a copy of that spec in the run folder. */
  movedPath(path: string, from: string, runFolder: string): string;
  /** The inverse of {@link movedPath}, as an absolute path. */
  resolvedPath(path: string, runFolder: string): string;
}
