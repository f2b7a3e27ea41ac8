import { DataError } from './data-error';
import type { Pixels } from './pixels';

/** Maximum number of images being read at the same time, which bounds memory for any batch size. */
const mostAtOnce = 16;

/** Reads images by index. */
export interface ImageReader {
  /** Returns the pixels of image `index`, or the error if they cannot be read. */
  read(index: number): Promise<Pixels | DataError>;
}

/**
 * Creates a reader that reads a bounded number of images at the same time, and keeps their pixels if `keepsAll`. Does not
 * retry images that could not be read.
 */
export function createImageReader(
  readPixels: (index: number) => Promise<Pixels>,
  keepsAll: boolean,
): ImageReader {
  const known = new Map<number, Pixels | DataError>();
  const waiting: (() => void)[] = [];
  let running = 0;

  async function readInTurn(index: number): Promise<Pixels | DataError> {
    if (running === mostAtOnce) await new Promise<void>((resume) => waiting.push(resume));
    else running++;
    try {
      return await readPixels(index);
    } catch (error) {
      if (error instanceof DataError) return error;
      throw error;
    } finally {
      // The next waiting image takes this slot, so the count stays the same.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  }

  return {
    async read(index) {
      const kept = known.get(index);
      if (kept) return kept;
      const result = await readInTurn(index);
      if (keepsAll || result instanceof DataError) known.set(index, result);
      return result;
    },
  };
}

/** Counts the images of a data set that cannot be read. */
export interface CorruptImages {
  /**
   * Reports an image, once, no matter how often it is read.
   *
   * @throws {DataError} if there are too many, or a class has no images left
   */
  note(index: number, label: number, error: DataError): void;
}

/**
 * @param size number of images
 * @param sizes number of images per class; if given, a class without readable images ends the run
 * @param most number of images that may be unreadable (default: 5 %, at least 10)
 * @param onWarning receives a message for each
 */
export function createCorruptImages(options: {
  readonly size: number;
  readonly classes: readonly string[];
  readonly sizes?: readonly number[] | undefined;
  readonly most?: number | undefined;
  readonly onWarning?: ((message: string) => void) | undefined;
}): CorruptImages {
  const { size, classes, sizes, onWarning } = options;
  const most = options.most ?? Math.max(10, Math.floor(size * 0.05));
  const bad = new Set<number>();
  const left = sizes?.slice();
  return {
    note(index, label, error) {
      if (bad.has(index)) return;
      bad.add(index);
      onWarning?.(`${error.message}; it is skipped`);
      const remaining = (left?.[label] ?? Number.POSITIVE_INFINITY) - 1;
      if (left) left[label] = remaining;
      if (remaining <= 0)
        throw new DataError(
          `no image of class ${classes[label]} can be decoded; the last: ${error.message}`,
          error.path,
          'fix or replace the files listed in the warnings',
        );
      if (bad.size > most)
        throw new DataError(
          `${bad.size} of ${size} images cannot be decoded; the last: ${error.message}`,
          error.path,
          'fix or remove the files listed in the warnings, or increase data.maxCorrupt',
        );
    },
  };
}
