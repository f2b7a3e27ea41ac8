import { FileFormatError } from '../diagnostics/user-error';

/** The HDF5 library; its paths are those of the file system that it belongs to. */
export type Hdf5Library = typeof import('h5wasm/node');

/** Something to store in a zip archive: a text, or a file. */
export type ZipSource = { readonly text: string } | { readonly file: string };

/** The entries of an open archive. Both throw `FileFormatError`. */
export interface StoredZip {
  /** The text of an entry of at most `limit` bytes; `undefined` when there is none of this name. */
  text(name: string, limit: number): Promise<string | undefined>;
  /** Copies an entry to a file. Whether there is one of this name. */
  extract(name: string, to: string): Promise<boolean>;
}

/**
 * What the formats of models need of a file system: the machine's own, or one in memory. Failures of the file system are
 * thrown as `FileFormatError` about the path that was asked for.
 */
export interface FileSystem {
  /** HDF5 on this file system, with failures thrown instead of printed. */
  hdf5(): Promise<Hdf5Library>;
  /** Bytes of a file. */
  size(path: string): Promise<number>;
  /** Fills `into` from `position` of a file on. How many bytes there were: fewer at its end. */
  read(path: string, into: Uint8Array, position: number): Promise<number>;
  /** Writes the pieces, one after the other, into a file that is there. */
  write(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void>;
  /**
   * Lets `write` fill an empty temporary file, which then replaces `path` at once. When anything fails, `path` is as it
   * was; errors of `write` come out as they are.
   */
  replace(path: string, write: (temporary: string) => Promise<void>): Promise<void>;
  /** An empty file beside `path` for as long as `use` takes. */
  withTemporary(path: string, use: (temporary: string) => Promise<void>): Promise<void>;
  /** A place for a file of this name where nothing else is, apart from all models. */
  scratch(name: string): Promise<{ readonly path: string; remove(): Promise<void> }>;
  /** Removes a file, if it is there. */
  remove(path: string): Promise<void>;
  /** The path of a file of this name in the folder of `path`. */
  beside(path: string, name: string): string;
  /** Writes an archive of uncompressed entries, as Keras does, into the file at `path`. Equal entries make equal files. */
  writeZip(path: string, entries: Readonly<Record<string, ZipSource>>): Promise<void>;
  /**
   * Opens an archive, lets `use` read it, and closes it. Only what `use` asks for is read, and only under the name that
   * it gives: names in the archive are never paths. An entry that is compressed, encrypted, or there twice is refused,
   * so that nothing can be larger than the archive itself.
   */
  readZip<T>(path: string, use: (zip: StoredZip) => Promise<T>): Promise<T>;
}

/** More than any configuration takes: that of a network of 100,000 layers. */
export const longestText = 256 * 2 ** 20;

/** The text of a file of at most {@link longestText} bytes. Throws {@link FileFormatError}, a longer one with `hint`. */
export async function readText(path: string, files: FileSystem, hint: string): Promise<string> {
  const size = await files.size(path);
  if (size > longestText)
    throw new FileFormatError(path, `cannot read: it has ${size} bytes, more than ${longestText}`, hint);
  const bytes = new Uint8Array(size);
  const read = await files.read(path, bytes, 0);
  return new TextDecoder().decode(bytes.subarray(0, read));
}

/** Six random bytes as text, for names that nothing else has. */
export function randomHex(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
