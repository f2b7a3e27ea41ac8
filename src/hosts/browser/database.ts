import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { RunFolderError } from '../../run/training/training-error';

/** A file of a run; its bytes are in `pieces`. */
export interface FileRecord {
  readonly run: string;
  /** With `/`. */
  readonly path: string;
  readonly size: number;
  /** Whether it is appended to instead of replaced. */
  readonly appended: boolean;
  /** The file that this one is a part of, and is removed with; `null` for a separate file. */
  readonly owner: string | null;
}

interface RunSchema extends DBSchema {
  /** One entry per run, finished or not, with the record of its images. */
  runs: { key: string; value: { readonly name: string; readonly images?: string } };
  /** By run and path. */
  files: { key: [string, string]; value: FileRecord };
  /** By run, path and the position of their first byte. */
  pieces: { key: [string, string, number]; value: Uint8Array };
  /** The state of a run by run and number: the header, then the tensors. */
  states: { key: [string, number]; value: unknown };
}

export type RunDatabase = IDBPDatabase<RunSchema>;
type Store = 'runs' | 'files' | 'pieces' | 'states';
type Transaction = ReturnType<typeof readwrite>;

/** The maximum size of one value in the database; larger ones are split. */
export const pieceBytes = 16 * 2 ** 20;

/** Opens the database of this origin's runs, creating it if necessary. */
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

/** The range of all keys that start with these parts: in IndexedDB, arrays sort after numbers and strings. */
export function within(...parts: readonly (string | number)[]): IDBKeyRange {
  return IDBKeyRange.bound([...parts], [...parts, []]);
}

/**
 * Changes the database in one transaction. When the promise resolves, the change is on disk.
 *
 * @param subject what is written, for error messages
 * @throws RunFolderError if the database rejects it
 */
export async function change<T>(
  database: RunDatabase,
  subject: string,
  action: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const transaction = readwrite(database);
  // A failed transaction is reported by `action` or by `done`, whichever is awaited first.
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
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new RunFolderError(
    `cannot write to "${subject}": ${full ? 'no space left in the storage of this site' : reason}`,
    full ? 'remove runs that you no longer need, or free some space' : 'allow this site to store data',
    { cause },
  );
}

/** Stores the bytes of a file, starting at `offset`. */
export async function putPieces(
  transaction: Transaction,
  [run, path]: readonly [string, string],
  bytes: Uint8Array,
  offset = 0,
): Promise<void> {
  const store = transaction.objectStore('pieces');
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    // Copied, because a view would be stored with its whole underlying buffer.
    await store.put(bytes.slice(at, at + pieceBytes), [run, path, offset + at]);
  }
}

/** Removes a file and its parts. */
export async function removeFile(transaction: Transaction, run: string, path: string): Promise<void> {
  const files = transaction.objectStore('files');
  for (const record of await files.getAll(within(run))) {
    if (record.path !== path && record.owner !== path) continue;
    await files.delete([run, record.path]);
    await transaction.objectStore('pieces').delete(within(run, record.path));
  }
}

/** Truncates a file to `length` bytes. */
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

/** Removes a run with all its data. */
export async function clearRun(transaction: Transaction, run: string): Promise<void> {
  await transaction.objectStore('files').delete(within(run));
  await transaction.objectStore('pieces').delete(within(run));
  await transaction.objectStore('states').delete(within(run));
  await transaction.objectStore('runs').delete(run);
}

/** The bytes of a file; `undefined` if it does not exist. */
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
