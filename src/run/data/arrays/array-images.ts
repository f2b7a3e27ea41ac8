import type { InputSpec } from '../../../language/input';
import { checkNumbering, createClassOfLabel, expectedLabels, listToPaste } from '../class-numbers';
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
  /** Whether `classNames` are those of the training images because the spec lists none. */
  readonly inferred?: boolean;
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
  facts: ImageFacts,
  fit: Pictures['fit'],
): LabelledImages {
  const { input } = facts;
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
    ...readLabels(labels, size, facts),
    inMemory: images.inMemory,
    origin: (index) =>
      images.path === ''
        ? { name: `${images.name}[${index}]`, file: null, alone: false }
        : { name: `${images.path}#${index}`, file: images.path, alone: false },
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
export interface LabelValues {
  readonly name: string;
  /** The file they come from; empty if they were passed to the API. */
  readonly path: string;
  readonly values: ArrayLike<number>;
  /** Whether class numbers are positions in the list of classes, whatever the names of the classes. */
  readonly arePositions?: boolean;
  /** `[size]` or `[size, 1]` with class numbers; `[size, classes]` with probabilities that sum to 1. */
  readonly shape: readonly number[];
}

const remedy = 'give class numbers from 0 as [images], or class probabilities as [images, classes]';

/**
 * Reads numeric labels; {@link createClassOfLabel} states what they mean. Probabilities that are all 0 or 1 are converted to
 * class numbers.
 *
 * @throws {DataError} if the shape does not match, with the rows that have invalid labels, or if the classes have numbers
 * that mean something else
 */
export function readLabels(
  { name, path, values, shape, arePositions = false }: LabelValues,
  size: number,
  { classNames, classCount, inferred = false }: Omit<ImageFacts, 'input'>,
): Pick<LabelledImages, 'classes' | 'labels' | 'targets'> {
  const classes = classNames ?? Array.from({ length: classCount }, (_, i) => String(i));
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

  if (inferred && !arePositions) {
    const kind = width === 1 ? 'numbers' : 'probabilities by class number';
    checkNumbering(
      classes,
      `the labels ${name} are ${kind}; the classes of the training images`,
      path,
      'numeric',
    );
  }
  const faults = createRowFaults();
  const labels = new Int32Array(size);
  if (width === 1) {
    const classOfLabel = arePositions ? (label: number) => label : createClassOfLabel(classes, path);
    for (let row = 0; row < size; row++) {
      const label = values[row] ?? Number.NaN;
      labels[row] = classOfLabel(label);
      if (labels[row] === -1)
        faults.add(row, `row ${row}: expected ${expectedLabels(classes)}, received ${label}`);
    }
    const hint = classNames === null ? (otherNumbering(values, size, classCount) ?? remedy) : remedy;
    faults.throwIfAny(`the labels ${name}`, path, hint);
    return { classes, labels };
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
  return soft ? { classes, labels, targets } : { classes, labels };
}

/** The hint for as many classes as expected with numbers other than 0 to n − 1, such as 1 to n. */
function otherNumbering(values: ArrayLike<number>, size: number, classCount: number): string | null {
  const found = new Set<number>();
  for (let row = 0; row < size && found.size <= classCount; row++) found.add(values[row] ?? Number.NaN);
  const whole = [...found].every((label) => Number.isSafeInteger(label) && label >= 0);
  return whole && found.size === classCount ? listToPaste([...found].map(String)) : null;
}
