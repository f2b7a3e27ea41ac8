import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { RunFolderError } from '../../run/training/training-error';

/** A file of a run; its bytes are in `pieces`. */
export interface FileRecord {
  readonly run: string;
  /** With `/`. */
  readonly path: string;
  readonly size: number;
  /** Whether it grows at its end, instead of being replaced as a whole. */
  readonly appended: boolean;
  /** The file that this one is a part of, and goes with. */
  readonly owner: string | null;
}

interface RunSchema extends DBSchema {
  /** One for each run, finished or not. */
  runs: { key: string; value: { readonly name: string } };
  /** By run and path. */
  files: { key: [string, string]; value: FileRecord };
  /** By run, path and the place of their first byte. */
  pieces: { key: [string, string, number]; value: Uint8Array };
  /** What a run resumes from: its header, then its tensors, by run and number. */
  states: { key: [string, number]; value: unknown };
}

export type RunDatabase = IDBPDatabase<RunSchema>;
type Store = 'runs' | 'files' | 'pieces' | 'states';
type Transaction = ReturnType<typeof readwrite>;

/** A larger value does not go into the database at once. */
export const pieceBytes = 16 * 2 ** 20;

/** Opens the database of this origin's runs, which is made when it is not there. */
export function openDatabase(): Promise<RunDatabase> {
  return openDB<RunSchema>('convspec', 1, {
    upgrade(database) {
      database.createObjectStore('runs', { keyPath: 'name' });
      database.createObjectStore('files', { keyPath: ['run', 'path'] });
      database.createObjectStore('pieces');
      database.createObjectStore('states');
    },
  });
}

/** All keys that begin with these parts: in IndexedDB a list comes after every number and text. */
export function within(...parts: readonly (string | number)[]): IDBKeyRange {
  return IDBKeyRange.bound([...parts], [...parts, []]);
}

/**
 * Changes the database all at once or not at all; when the promise is kept, the change is on the disk.
 *
 * @param subject what is written, for errors
 * @throws RunFolderError when the database cannot take it
 */
export async function change<T>(
  database: RunDatabase,
  subject: string,
  action: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const transaction = readwrite(database);
  // A transaction that fails is told of by `action` or by its end, whichever is awaited first.
  transaction.done.catch(() => undefined);
  try {
    const result = await action(transaction);
    await transaction.done;
    return result;
  } catch (cause) {
    if (cause instanceof RunFolderError) {
      transaction.abort();
      throw cause;
    }
    throw storageError(subject, transaction.error ?? cause);
  }
}

function readwrite(database: RunDatabase) {
  const stores: Store[] = ['runs', 'files', 'pieces', 'states'];
  return database.transaction(stores, 'readwrite', { durability: 'strict' });
}

function storageError(subject: string, cause: unknown): RunFolderError {
  const full = cause instanceof DOMException && cause.name === 'QuotaExceededError';
  const said = cause instanceof Error ? cause.message : String(cause);
  return new RunFolderError(
    `cannot write to "${subject}": ${full ? 'no space left in the storage of this site' : said}`,
    full ? 'remove runs that are not needed any more, or free some space' : 'allow the site to store data',
    { cause },
  );
}

/** Puts the bytes of a file, from `offset` on. */
export async function putPieces(
  transaction: Transaction,
  [run, path]: readonly [string, string],
  bytes: Uint8Array,
  offset = 0,
): Promise<void> {
  const store = transaction.objectStore('pieces');
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    // A copy: what shares its memory with others would be stored with all of it.
    await store.put(bytes.slice(at, at + pieceBytes), [run, path, offset + at]);
  }
}

/** Removes a file with its parts. */
export async function removeFile(transaction: Transaction, run: string, path: string): Promise<void> {
  const files = transaction.objectStore('files');
  for (const record of await files.getAll(within(run))) {
    if (record.path !== path && record.owner !== path) continue;
    await files.delete([run, record.path]);
    await transaction.objectStore('pieces').delete(within(run, record.path));
  }
}

/** Cuts a file that has grown back to `length` bytes. */
export async function cutFile(transaction: Transaction, record: FileRecord, length: number): Promise<void> {
  const pieces = transaction.objectStore('pieces');
  for (let cursor = await pieces.openCursor(within(record.run, record.path)); cursor; ) {
    const [, , offset] = cursor.key;
    if (offset >= length) await cursor.delete();
    else if (offset + cursor.value.length > length)
      await cursor.update(cursor.value.slice(0, length - offset));
    cursor = await cursor.continue();
  }
  await transaction.objectStore('files').put({ ...record, size: length });
}

/** Removes a run with all that it has. */
export async function clearRun(transaction: Transaction, run: string): Promise<void> {
  await transaction.objectStore('files').delete(within(run));
  await transaction.objectStore('pieces').delete(within(run));
  await transaction.objectStore('states').delete(within(run));
  await transaction.objectStore('runs').delete(run);
}

/** The bytes of a file; `undefined` when there is none. */
export async function readBytes(
  database: RunDatabase,
  run: string,
  path: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const transaction = database.transaction(['files', 'pieces']);
  const record = await transaction.objectStore('files').get([run, path]);
  if (!record) return undefined;
  const bytes = new Uint8Array(record.size);
  let at = 0;
  for (const piece of await transaction.objectStore('pieces').getAll(within(run, path))) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
