import type { Pictures } from './pictures';

/** What the section `data` needs of its host. */
export interface DataHost {
  readonly files: DataFiles;
  readonly pictures: Pictures;
}

/** The files that the section `data` names. What fails throws the system's own error, with its `code`. */
export interface DataFiles {
  /** A path as seen from the folder `from`. */
  resolve(from: string, path: string): string;
  /** The path of what is called `name` in a folder. */
  join(folder: string, name: string): string;
  /** The folder that a file is in. */
  folderOf(path: string): string;
  /** What is in a folder, in no order. Symbolic links are followed; one that leads nowhere counts as a file. */
  list(folder: string): Promise<readonly FolderEntry[]>;
  /** @returns the size in bytes */
  stat(path: string): Promise<{ readonly isFile: boolean; readonly size: number }>;
  read(path: string): Promise<Uint8Array>;
  /** `size` bytes of a file from `start` on. The file is open only while it is read. */
  slice(path: string, start: number, size: number): ByteSource;
  openZip(path: string): Promise<DataArchive>;
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'folder' | 'file';
}

/** Bytes that are read in pieces. */
export interface ByteSource {
  readonly size: number;
  readonly inMemory: boolean;
  /** Exactly `length` bytes from `position` on. @throws RangeError when there are fewer; the system's own error */
  read(position: number, length: number): Promise<Buffer>;
}

/** A zip archive that is open until `close`. */
export interface DataArchive {
  /** By their names in the archive; of two with one name, the later. */
  readonly entries: ReadonlyMap<string, ArchivedFile>;
  close(): void;
}

export interface ArchivedFile {
  /** Whether its bytes are in the archive as they are: neither compressed nor encrypted. */
  readonly stored: boolean;
  readonly compressedSize: number;
  readonly size: number;
  /** Where its bytes start in the archive; of one that is {@link stored}. */
  start(): Promise<number>;
  unpack(): Promise<AsyncIterable<Uint8Array>>;
}
