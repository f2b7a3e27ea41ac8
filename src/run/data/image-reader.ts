import { DataError } from './data-error';
import type { Pixels } from './pixels';

/** At most so many pictures are held encoded or half decoded at a time: it bounds memory whatever the batch size. */
const mostAtOnce = 16;

/** Reads pictures by their number. */
export interface ImageReader {
  /** The pixels of picture `index`, or why they cannot be had. */
  read(index: number): Promise<Pixels | DataError>;
}

/**
 * A reader that has a bounded number of pictures read at a time, and keeps those read if `keepsAll`. What could not be
 * read it does not try again.
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
      // A waiting picture takes this one's place, so that the count stands.
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

/** Keeps count of the images of a set that cannot be read. */
export interface CorruptImages {
  /**
   * Tells of an image once, however often it is met.
   *
   * @throws {DataError} when there are too many, or a class has none left
   */
  note(index: number, label: number, error: DataError): void;
}

/**
 * @param size how many images there are
 * @param sizes how many of each class; a class that loses all of them ends the run; unless given, none does
 * @param most how many may be bad; by default 5 % of them, at least 10
 * @param onWarning hears of each, in words
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
      onWarning?.(`${error.message}; it is left out`);
      const remaining = (left?.[label] ?? Number.POSITIVE_INFINITY) - 1;
      if (left) left[label] = remaining;
      if (remaining <= 0)
        throw new DataError(
          `no image of class ${classes[label]} can be decoded; the last: ${error.message}`,
          error.path,
          'mend or replace the files that the warnings name',
        );
      if (bad.size > most)
        throw new DataError(
          `${bad.size} of ${size} images cannot be decoded; the last: ${error.message}`,
          error.path,
          'mend or remove the files that the warnings name, or raise data.maxCorrupt',
        );
    },
  };
}
