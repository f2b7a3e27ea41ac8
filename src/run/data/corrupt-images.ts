import { DataError } from './data-error';

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
