import type { KnownFile } from '../../run/training/run-state';
import type { RunFolder } from '../../run/training/run-store';
import { RunFolderError } from '../../run/training/training-error';

import {
  change,
  clearRun,
  cutFile,
  type FileRecord,
  putPieces,
  type RunDatabase,
  readBytes,
  removeFile,
  within,
} from './database';
import { memoryFiles } from './files';

/**
 * Prepares the browser's store for a new run.
 *
 * @throws RunFolderError if there is a run with that name and `overwrite` is false
 */
export async function openStoredFolder(
  database: RunDatabase,
  run: string,
  { overwrite }: { readonly overwrite: boolean },
): Promise<RunFolder> {
  await change(database, run, async (transaction) => {
    const count = await transaction.objectStore('files').count(within(run));
    if (count > 0 && !overwrite) {
      throw new RunFolderError(
        `the run "${run}" already exists`,
        'use resume to continue it, overwrite to replace it, or another name as out',
      );
    }
    await clearRun(transaction, run);
    await transaction.objectStore('runs').put({ name: run });
  });
  return new StoredRunFolder(database, run, []);
}

/** Implements `RunStore.reopen`: truncates files that were appended to since; keeps replaced files until they are written again. */
export async function reopenStoredFolder(
  database: RunDatabase,
  run: string,
  known: readonly KnownFile[],
  warn: (text: string) => void,
): Promise<RunFolder> {
  const lengths = new Map(known.map(({ path, length }) => [path, length]));
  const left = await change(database, run, async (transaction) => {
    const records = await transaction.objectStore('files').getAll(within(run));
    for (const record of records.filter(({ appended }) => appended)) {
      const length = lengths.get(record.path);
      if (length === undefined) await removeFile(transaction, run, record.path);
      else if (length !== null && record.size > length) await cutFile(transaction, record, length);
    }
    return records.filter(({ path, appended, owner }) => owner === null && (!appended || lengths.has(path)));
  });
  const there = new Set(left.map(({ path }) => path));
  for (const { path } of known) {
    if (!there.has(path)) warn(`"${path}" of the run "${run}" has been removed since the run stopped`);
  }
  return new StoredRunFolder(database, run, left);
}

/** A run folder in the browser's store. Paths are relative to the run. */
class StoredRunFolder implements RunFolder {
  /** Bytes of each file; `null` for a file that is always replaced, never appended to. */
  private readonly lengths: Map<string, number | null>;

  constructor(
    private readonly database: RunDatabase,
    readonly path: string,
    known: readonly FileRecord[],
  ) {
    this.lengths = new Map(known.map(({ path, size, appended }) => [path, appended ? size : null]));
  }

  get files(): readonly string[] {
    return [...this.lengths.keys()];
  }

  async writeText(path: string, text: string): Promise<boolean> {
    return this.replace(inside(this.path, path), new TextEncoder().encode(text));
  }

  async writeWith(path: string, write: (absolutePath: string) => Promise<void>): Promise<boolean> {
    const place = inside(this.path, path);
    const folder = place.slice(0, place.lastIndexOf('/') + 1);
    const memory = await memoryFiles();
    const scratch = await memory.scratch(place.slice(folder.length));
    try {
      await write(scratch.path);
      const written = memory.list(scratch.path);
      const whole = written.find(({ name }) => folder + name === place);
      if (!whole) throw new Error(`no file "${place}" was written`);
      const parts = written.filter((file) => file !== whole);
      return await this.replace(
        place,
        whole.bytes,
        parts.map(({ name, bytes }) => ({ path: folder + name, bytes })),
      );
    } finally {
      await scratch.remove();
    }
  }

  async append(path: string, data: string | Uint8Array): Promise<boolean> {
    const run = this.path;
    const place = inside(run, path);
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
    const size = await change(this.database, `${run}/${place}`, async (transaction) => {
      const store = transaction.objectStore('files');
      const before = (await store.get([run, place]))?.size ?? 0;
      const record = { run, path: place, size: before + bytes.length, appended: true, owner: null };
      await putPieces(transaction, [run, place], bytes, before);
      await store.put(record);
      return record.size;
    });
    const isNew = !this.lengths.has(place);
    this.lengths.set(place, size);
    return isNew;
  }

  async readText(path: string): Promise<string | undefined> {
    const bytes = await readBytes(this.database, this.path, inside(this.path, path));
    return bytes && new TextDecoder().decode(bytes);
  }

  async remove(path: string): Promise<void> {
    const run = this.path;
    const place = inside(run, path);
    if (!this.lengths.has(place))
      throw new RunFolderError(
        `"${path}" is not a file of this run, so it was not removed`,
        'give a file of the run',
      );
    await change(this.database, `${run}/${place}`, (transaction) => removeFile(transaction, run, place));
    this.lengths.delete(place);
  }

  async settle(): Promise<readonly KnownFile[]> {
    if ((await this.database.get('runs', this.path)) === undefined) {
      throw new RunFolderError(
        `the run "${this.path}" has been removed from the storage of this site`,
        'start again, and do not remove a run in progress',
      );
    }
    return [...this.lengths].map(([path, length]) => ({ path, length }));
  }

  /** Replaces a file and its parts. Returns whether it is new in this run. */
  private async replace(
    path: string,
    bytes: Uint8Array,
    parts: readonly { readonly path: string; readonly bytes: Uint8Array }[] = [],
  ): Promise<boolean> {
    const run = this.path;
    await change(this.database, `${run}/${path}`, async (transaction) => {
      await removeFile(transaction, run, path);
      const whole = [{ path, bytes, owner: null }, ...parts.map((part) => ({ ...part, owner: path }))];
      for (const { bytes, ...place } of whole) {
        await putPieces(transaction, [run, place.path], bytes);
        await transaction.objectStore('files').put({ run, ...place, size: bytes.length, appended: false });
      }
    });
    const isNew = !this.lengths.has(path);
    this.lengths.set(path, null);
    return isNew;
  }
}

/** Normalizes a path in the run. @throws RunFolderError if it is outside the run */
function inside(run: string, path: string): string {
  const steps = path.split('/').filter((step) => step !== '' && step !== '.');
  if (path.startsWith('/') || steps.length === 0 || steps.includes('..')) {
    throw new RunFolderError(
      `path "${path}" is outside the run "${run}"`,
      'give a relative path inside it; the option out sets the name of the run',
    );
  }
  return steps.join('/');
}
