import type { DataSourceSpec, DataSpec } from '../../language/data';
import type { InputSpec } from '../../language/input';

/** What the section `data` needs from its host. */
export interface DataHost {
  readonly files: DataFiles;
  readonly pictures: Pictures;
}

/** Access to the files in the section `data`. Failures throw the system's own error with its `code`. */
export interface DataFiles {
  /** Resolves a path relative to the folder `from`. */
  resolve(from: string, path: string): string;
  /** The path of the entry `name` in a folder. */
  join(folder: string, name: string): string;
  /** The folder of a file. */
  folderOf(path: string): string;
  /** Lists a folder in no particular order. Follows symbolic links; a broken link counts as a file. */
  list(folder: string): Promise<readonly FolderEntry[]>;
  /** @returns the size in bytes, and a text that changes whenever the file is written or replaced */
  stat(path: string): Promise<{ readonly isFile: boolean; readonly size: number; readonly stamp: string }>;
  read(path: string): Promise<Uint8Array>;
  /** @returns the digest of the bytes of a file: the first 128 bits of SHA-256 in hexadecimal */
  digest(path: string): Promise<string>;
  /** `size` bytes of a file, starting at `start`. The file is open only while it is read. */
  slice(path: string, start: number, size: number): ByteSource;
  openZip(path: string): Promise<DataArchive>;
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'folder' | 'file';
}

/** Bytes that can be read in parts. */
export interface ByteSource {
  readonly size: number;
  readonly inMemory: boolean;
  /** Reads exactly `length` bytes from `position`. @throws RangeError if there are fewer; the system's own error */
  read(position: number, length: number): Promise<Uint8Array>;
}

/** A zip archive, open until `close`. */
export interface DataArchive {
  /** By name in the archive; if two have the same name, the later one. */
  readonly entries: ReadonlyMap<string, ArchivedFile>;
  close(): void;
}

export interface ArchivedFile {
  /** Whether its bytes are stored unchanged, neither compressed nor encrypted. */
  readonly stored: boolean;
  readonly compressedSize: number;
  readonly size: number;
  /** Position of its bytes in the archive, if it is {@link stored}. */
  start(): Promise<number>;
  unpack(): Promise<AsyncIterable<Uint8Array>>;
}

/** Applies `change` to every path in the section `data`. */
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

/** An image as a file path or as encoded bytes. */
export type ImageSource = string | Uint8Array;

/** Decodes images to the format of `input`, with the decoder of the host. */
export interface Pictures<Picture = ImageSource> {
  /**
   * Decodes an image to 8-bit pixels, row-major `[height, width, channels]` of `input.shape`. Applies the EXIF rotation,
   * blends transparency onto white, and resizes by `input.resize` (`fill` stretches, `cover` crops around the center,
   * `contain` pads with white). The pixels are sRGB, or grayscale by luminance.
   *
   * @throws DataError if it cannot be read, or is not a valid image
   */
  decode(picture: Picture, input: InputSpec): Promise<Uint8Array>;
  /** The same for 8-bit pixels of another shape, `[height, width, channels]` with 1 or 3 channels. */
  fit(
    pixels: Uint8Array,
    form: readonly [height: number, width: number, channels: number],
    input: InputSpec,
  ): Promise<Uint8Array>;
}
