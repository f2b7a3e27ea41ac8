import { FileFormatError } from '../diagnostics/user-error';

/** The HDF5 library. Its paths refer to the file system it was loaded for. */
export type Hdf5Library = typeof import('h5wasm/node');

/** An entry to store in a zip archive: text, or the contents of a file. */
export type ZipSource = { readonly text: string } | { readonly file: string };

/**
 * The file system operations that model formats need, on disk or in memory. File system failures are thrown as
 * `FileFormatError` with the requested path.
 */
export interface FileSystem {
  /** Loads HDF5 for this file system, set up to throw failures instead of printing them. */
  hdf5(): Promise<Hdf5Library>;
  /** Called when the library crashed, which leaves its memory inconsistent: the next {@link hdf5} is a new instance, or throws. */
  discardHdf5(): void;
  /** Size in bytes of a regular file. Folders, devices and pipes are rejected. */
  size(path: string): Promise<number>;
  /** Fills `into` with bytes of a file, starting at `position`. Returns the bytes read, which are fewer at the end of the file. */
  read(path: string, into: Uint8Array, position: number): Promise<number>;
  /** Writes the pieces in order into an existing file. */
  write(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void>;
  /**
   * Atomically replaces `path` with an empty temporary file that `write` fills. If anything fails, `path` is unchanged;
   * errors thrown by `write` are passed on as they are.
   */
  replace(path: string, write: (temporary: string) => Promise<void>): Promise<void>;
  /** Creates an empty file next to `path` and deletes it when `use` finishes. */
  withTemporary(path: string, use: (temporary: string) => Promise<void>): Promise<void>;
  /** Creates an empty folder, away from all models, and returns the path of a file of this name in it. */
  scratch(name: string): Promise<{ readonly path: string; remove(): Promise<void> }>;
  /** Removes a file if it exists. */
  remove(path: string): Promise<void>;
  /** Returns the path of a file of this name in the folder of `path`. */
  beside(path: string, name: string): string;
  /** Like {@link beside}, for a file to read: rejects a link to a file in another folder. */
  sibling(path: string, name: string): Promise<string>;
  /** Writes an archive of uncompressed entries to `path`, as Keras does. Equal entries produce equal files. */
  writeZip(path: string, entries: Readonly<Record<string, ZipSource>>): Promise<void>;
}

/** Larger than any configuration, even that of a network with 100,000 layers. */
export const longestText = 256 * 2 ** 20;

/** Reads a text file of at most {@link longestText} bytes. Throws {@link FileFormatError}, with `hint` if it is larger. */
export async function readText(path: string, files: FileSystem, hint: string): Promise<string> {
  const size = await files.size(path);
  if (size > longestText)
    throw new FileFormatError(
      path,
      `cannot read: it has ${size} bytes, and the limit is ${longestText}`,
      hint,
    );
  const bytes = new Uint8Array(size);
  const read = await files.read(path, bytes, 0);
  return new TextDecoder().decode(bytes.subarray(0, read));
}

/** Six random bytes in hexadecimal, for unique names. */
export function randomHex(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
