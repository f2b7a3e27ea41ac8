import type { InputSpec } from '../../../language/input';
import { createRowFaults, DataError } from '../data-error';
import type { Pictures } from '../data-host';
import type { LabelledImages } from '../labelled-images';
import { type Pixels, pixelCount } from '../pixels';

/** Images in an array, in memory or in a file. */
export interface ImageRows {
  readonly name: string;
  /** The file they come from; empty if they were passed to the API. */
  readonly path: string;
  /** `[size, height, width, channels]`, or `[size, height, width]` of one channel. */
  readonly shape: readonly number[];
  /** Whether its values are bytes with the full range 0 to 255. */
  readonly eightBit: boolean;
  readonly inMemory: boolean;
  /** The values of `count` images from `first` on; a `Uint8Array` if they are bytes. */
  rows(first: number, count: number): Promise<Pixels>;
}

/** The properties of a plan that images must match. */
export interface ImageFacts {
  readonly input: InputSpec;
  readonly classNames: readonly string[] | null;
  readonly classCount: number;
}

/**
 * Creates labelled images from arrays. `input` rescales their values like the pixels of a file. Bytes with another size or
 * number of channels than `input.shape` are resized like files. Classes without names are named by their numbers.
 *
 * @throws {DataError} if the arrays do not match the plan, or have different lengths
 */
export function imagesOfArrays(
  images: ImageRows,
  labels: LabelValues,
  { input, classNames, classCount }: ImageFacts,
  fit: Pictures['fit'],
): LabelledImages {
  const [size = 0, height = 0, width = 0, channels = 1] = images.shape;
  const form = [height, width, channels] as const;
  const refuse = (reason: string, hint: string): never => {
    throw new DataError(`the array ${images.name} ${reason}`, images.path, hint);
  };
  const expected = `(${['images', ...input.shape].join(', ')})`;
  if (images.shape.length !== 4 && images.shape.length !== 3)
    refuse(`has the shape (${images.shape.join(', ')})`, `give images of the shape ${expected}`);
  if (size === 0 || height * width * channels === 0) refuse('is empty', 'give at least one image');
  const fits = form.every((length, axis) => length === input.shape[axis]);
  if (!fits && !(images.eightBit && (channels === 1 || channels === 3)))
    refuse(
      `has images of (${form.join(', ')}), which do not fit input.shape (${input.shape.join(', ')})`,
      isChannelsFirst(form)
        ? 'move the channels to the last axis: numpy.moveaxis(images, 1, -1)'
        : images.eightBit
          ? 'give images with 1 or 3 channels'
          : `resize them to (${input.shape.join(', ')}) before you save them`,
    );
  return {
    classes: classNames ?? Array.from({ length: classCount }, (_, i) => String(i)),
    ...readLabels(labels, size, classCount),
    inMemory: images.inMemory,
    async read(index) {
      const pixels = await readRow(index);
      return fits || !(pixels instanceof Uint8Array) ? pixels : fit(pixels, form, input);
    },
  };

  /** Reads a row and checks it, because a file may change during the run. */
  async function readRow(index: number): Promise<Pixels> {
    const pixels = await images.rows(index, 1).catch((error: unknown): never => {
      const reason = error instanceof Error ? error.message : String(error);
      return refuse(
        `cannot be read at image ${index} (${reason})`,
        'do not change the file while it is in use',
      );
    });
    if (fits && pixels.length !== pixelCount(input))
      refuse(`has changed at image ${index}`, 'do not change the file while it is in use');
    return pixels;
  }
}

/** Whether the shape of an image looks like `[channels, height, width]`, as PyTorch expects. */
function isChannelsFirst([first, , last]: readonly [number, number, number]): boolean {
  return (first === 1 || first === 3) && last !== 1 && last !== 3;
}

/** Numeric labels: the class number of each image, or its class probabilities. */
interface LabelValues {
  readonly name: string;
  /** The file they come from; empty if they were passed to the API. */
  readonly path: string;
  readonly values: ArrayLike<number>;
  /** `[size]` or `[size, 1]` with class numbers from 0; `[size, classes]` with probabilities that sum to 1. */
  readonly shape: readonly number[];
}

const remedy = 'give class numbers from 0 as [images], or class probabilities as [images, classes]';

/**
 * Reads numeric labels. Probabilities that are all 0 or 1 are converted to class numbers.
 *
 * @returns `labels` and `targets` of `LabelledImages`
 * @throws {DataError} if the shape does not match, or with the rows that have invalid labels
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
      `expected ${size} labels in ${name}, one per image, received ${rows}`,
      path,
      'give one label per image',
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
      faults.add(row, `row ${row}: expected probabilities that sum to 1, received a sum of ${sum}`);
    soft ||= shares.some((share) => share !== 0 && share !== 1);
  }
  faults.throwIfAny(`the labels ${name}`, path, remedy);
  return soft ? { labels, targets } : { labels };
}
