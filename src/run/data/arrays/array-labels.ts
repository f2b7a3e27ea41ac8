import { createRowFaults, DataError } from '../data-error';

/** Labels in numbers: a class of each image, or its shares of all classes. */
export interface LabelValues {
  readonly name: string;
  /** The file they came from; empty when they came by the API. */
  readonly path: string;
  readonly values: ArrayLike<number>;
  /** `[size]` or `[size, 1]` with the classes' numbers, from 0; `[size, classes]` with shares that add up to 1. */
  readonly shape: readonly number[];
}

const remedy = 'give class numbers from 0 as [images], or shares of all classes as [images, classes]';

/**
 * The labels of a set from numbers. Shares that are all 0 or 1 are class numbers in other words.
 *
 * @returns `labels` and `targets` as `LabelledImages` has them
 * @throws {DataError} when the shape does not fit, or that lists the rows with impossible labels
 */
export function readLabels(
  { name, path, values, shape }: LabelValues,
  size: number,
  classCount: number,
): { readonly labels: Int32Array; readonly targets?: Float32Array } {
  const [rows = 0, width = 1] = shape;
  if (shape.length > 2 || (width !== 1 && width !== classCount))
    throw new DataError(
      `the labels ${name} have the shape (${shape.join(', ')}); expected (${size}) or (${size}, ${classCount})`,
      path,
      remedy,
    );
  if (rows !== size)
    throw new DataError(
      `there are ${size} images and ${rows} labels in ${name}`,
      path,
      'give a label for each image',
    );

  const faults = createRowFaults();
  const labels = new Int32Array(size);
  if (width === 1) {
    for (let row = 0; row < size; row++) {
      const label = values[row] ?? Number.NaN;
      if (Number.isInteger(label) && label >= 0 && label < classCount) labels[row] = label;
      else
        faults.add(row, `row ${row}: expected a whole number from 0 to ${classCount - 1}, received ${label}`);
    }
    faults.throwIfAny(`the labels ${name}`, path, remedy);
    return { labels };
  }
  const targets = Float32Array.from({ length: size * width }, (_, i) => values[i] ?? Number.NaN);
  let soft = false;
  for (let row = 0; row < size; row++) {
    const shares = targets.subarray(row * width, (row + 1) * width);
    labels[row] = shares.indexOf(Math.max(...shares));
    const sum = shares.reduce((total, share) => total + share, 0);
    if (!shares.every((share) => share >= 0) || !(Math.abs(sum - 1) < 1e-3))
      faults.add(row, `row ${row}: expected shares that add up to 1, received a sum of ${sum}`);
    soft ||= shares.some((share) => share !== 0 && share !== 1);
  }
  faults.throwIfAny(`the labels ${name}`, path, remedy);
  return soft ? { labels, targets } : { labels };
}
