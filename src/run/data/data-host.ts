import type { Bytes } from '../../base/codecs/zip';
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
  /** The path of a folder without symbolic links. */
  realPath(folder: string): Promise<string>;
  /** @returns the size in bytes, and a text that changes whenever the file is written or replaced */
  stat(path: string): Promise<{ readonly isFile: boolean; readonly size: number; readonly stamp: string }>;
  read(path: string): Promise<Uint8Array>;
  /** @returns the digest of the bytes of a file: the first 128 bits of SHA-256 in hexadecimal */
  digest(path: string): Promise<string>;
  /** `size` bytes of a file, starting at `start`. The file is open only while it is read. */
  slice(path: string, start: number, size: number): ByteSource;
}

export interface FolderEntry {
  readonly name: string;
  /** `other`: a pipe, a device or a socket. */
  readonly kind: 'folder' | 'file' | 'other';
}

/** Bytes that can be read in parts. */
export interface ByteSource extends Bytes {
  readonly inMemory: boolean;
}

/** Applies `change` to every path in the section `data`. */
export function mapDataPaths(data: DataSpec, change: (path: string) => string): DataSpec {
  const { train, validation, test } = data;
  return {
    ...data,
    train: { ...train, ...mapSource(train, change) },
    ...(validation === undefined
      ? {}
      : { validation: 'split' in validation ? validation : mapSource(validation, change) }),
    ...(test === undefined ? {} : { test: mapSource(test, change) }),
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

/** What decoding one image may take. An image beyond a limit is rejected like a damaged one. */
export interface DecodeLimits {
  /** Pixels of the image, read from its header (default: 100 million). */
  readonly maxPixels?: number;
  /** Bytes of the file (default: 256 MiB). */
  readonly maxBytes?: number;
  /**
   * Seconds to decode it (default: 60); at most 5 for SVG, which is rendered in a process that is ended then. Browsers ignore
   * this limit.
   */
  readonly maxSeconds?: number;
  /** Whether SVG images are accepted (default: true). Set it to `false` for untrusted images. */
  readonly svg?: boolean;
}

/** The defaults of {@link DecodeLimits}. */
export const defaultLimits: Required<DecodeLimits> = {
  maxPixels: 100_000_000,
  maxBytes: 256 * 2 ** 20,
  maxSeconds: 60,
  svg: true,
};

/** The limits that the section `data` of a spec sets. */
export function limitsOf(data: Pick<DataSpec, 'maxPixels'> | null): DecodeLimits {
  return data?.maxPixels === undefined ? {} : { maxPixels: data.maxPixels };
}

/** The same decoder with other limits. */
export function withLimits<Picture>(pictures: Pictures<Picture>, limits: DecodeLimits): Pictures<Picture> {
  return { ...pictures, decode: (picture, input) => pictures.decode(picture, input, limits) };
}

/** Decodes images to the format of `input`, with the decoder of the host. */
export interface Pictures<Picture = ImageSource> {
  /**
   * Decodes an image to 8-bit pixels, row-major `[height, width, channels]` of `input.shape`. Applies the EXIF rotation,
   * blends transparency onto white, and resizes by `input.resize` (`fill` stretches, `cover` crops around the center,
   * `contain` pads with white). The pixels are sRGB, or grayscale as computed by {@link toGrayscale}.
   *
   * @param limits those that are missing have their default
   * @throws DataError if it cannot be read, is not a valid image, or exceeds a limit
   */
  decode(picture: Picture, input: InputSpec, limits?: DecodeLimits): Promise<Uint8Array>;
  /** The same for 8-bit pixels of another shape, `[height, width, channels]` with 1 or 3 channels. */
  fit(
    pixels: Uint8Array,
    form: readonly [height: number, width: number, channels: number],
    input: InputSpec,
  ): Promise<Uint8Array>;
}
