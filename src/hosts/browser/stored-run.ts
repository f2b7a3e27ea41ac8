import { UserError } from '../../base/diagnostics/user-error';
import { change, clearRun, openDatabase, type RunDatabase, readBytes, within } from './database';
import { lockStoredRun } from './run-lock';
import { runName } from './runs';

/** A file of a run stored in this browser. */
export interface StoredFile {
  /** Relative to the run folder. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** A run stored in this browser, with the files it wrote. */
export interface StoredRun {
  /** Name of the run, `runs/<name of the spec>` by default. */
  readonly name: string;
  /** The files with their sizes in bytes, by path. */
  list(): Promise<readonly StoredFile[]>;
  /** Reads a file. @throws UserError if it does not exist */
  read(path: string): Promise<File>;
  /** Saves a file to the browser's download folder. */
  download(path: string): Promise<void>;
  /** Saves all files as one zip archive. */
  downloadAll(): Promise<void>;
  /** Removes the run with all its data. @throws RunFolderError while it is being trained, on this page or another */
  remove(): Promise<void>;
}

/**
 * The names of the runs stored in this browser for this origin.
 *
 * @example
 * for (const name of await listStoredRuns()) console.log(name);
 */
export async function listStoredRuns(): Promise<readonly string[]> {
  return withDatabase((database) => database.getAllKeys('runs'));
}

/**
 * Opens a run that was trained in this browser.
 *
 * @param folder `run.folder`, or the name given as `out`
 * @throws UserError if no run has that name
 * @example
 * await (await openStoredRun('runs/net')).download('model.h5');
 */
export async function openStoredRun(folder: string): Promise<StoredRun> {
  const name = runName(folder);
  const known = await listStoredRuns();
  if (!known.includes(name)) {
    throw new UserError(
      `the run "${name}" is not stored in this browser`,
      known.length === 0 ? 'train a run first' : `stored runs: ${known.join(', ')}`,
    );
  }

  async function bytesOf(path: string): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await withDatabase((database) => readBytes(database, name, path));
    if (bytes) return bytes;
    throw new UserError(`the run "${name}" has no file "${path}"`, 'call list() for its files');
  }

  const list: StoredRun['list'] = async () => {
    const records = await withDatabase((database) => database.getAll('files', within(name)));
    return records.map(({ path, size }) => ({ path, size }));
  };

  return {
    name,
    list,
    read: async (path) => new File([await bytesOf(path)], lastStep(path)),
    download: async (path) => save(new Blob([await bytesOf(path)]), lastStep(path)),
    async downloadAll() {
      const { zipBytes } = await import('./zip');
      const entries: [string, Uint8Array][] = [];
      for (const { path } of await list()) entries.push([path, await bytesOf(path)]);
      save(
        new Blob([zipBytes(Object.fromEntries(entries))], { type: 'application/zip' }),
        `${lastStep(name)}.zip`,
      );
    },
    async remove() {
      const lock = await lockStoredRun(name);
      try {
        await withDatabase((database) =>
          change(database, name, (transaction) => clearRun(transaction, name)),
        );
      } finally {
        await lock.release();
      }
    },
  };
}

async function withDatabase<T>(use: (database: RunDatabase) => Promise<T>): Promise<T> {
  const database = await openDatabase();
  try {
    return await use(database);
  } finally {
    database.close();
  }
}

function lastStep(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser reads the blob some time after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
