import type { DataSourceSpec, DataSpec } from '../../language/data';
import type { InputSpec } from '../../language/input';

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
  read(position: number, length: number): Promise<Uint8Array>;
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

/** The section `data` with every path in it changed. */
export function mapDataPaths(data: DataSpec, change: (path: string) => string): DataSpec {
  const { train, validation } = data;
  return {
    ...data,
    train: { ...train, ...mapSource(train, change) },
    ...(validation === undefined
      ? {}
      : { validation: 'split' in validation ? validation : mapSource(validation, change) }),
  };
}

function mapSource(source: DataSourceSpec, change: (path: string) => string): DataSourceSpec {
  if ('directory' in source) return { directory: change(source.directory) };
  if ('manifest' in source) return { ...source, manifest: change(source.manifest) };
  if ('images' in source) return { ...source, arrays: change(source.arrays) };
  const { images, labels } = source.arrays;
  return { arrays: { images: change(images), labels: change(labels) } };
}

/** A picture's file, or its encoded bytes. */
export type ImageSource = string | Uint8Array;

/** Turns pictures into what `input` says: every host decodes them in its own way. */
export interface Pictures<Picture = ImageSource> {
  /**
   * Decodes a picture to 8-bit pixels, row-major `[height, width, channels]` as `input.shape` says: turned upright, laid
   * on white where it is transparent, resized by `input.resize` (`fill` stretches, `cover` crops around the middle,
   * `contain` pads with white), in sRGB, or in grey by its luminance.
   *
   * @throws DataError when it cannot be read or is no sound picture
   */
  decode(picture: Picture, input: InputSpec): Promise<Uint8Array>;
  /** The same for 8-bit pixels of another form, `[height, width, channels]` with 1 or 3 channels. */
  fit(
    pixels: Uint8Array,
    form: readonly [height: number, width: number, channels: number],
    input: InputSpec,
  ): Promise<Uint8Array>;
}
