import { UserError } from '../diagnostics/user-error';
import type { AugmentSpec } from '../spec/augment';
import { type ImageFacts, imagesOfArrays } from './arrays/array-images';
import { compareCodePoints } from './code-point-order';
import type { DataSet } from './data-set';
import type { LabelledImages } from './labelled-images';
import { listWords } from './list-words';
import { pixelCount } from './pixels';
import { createSampleDataSet, type SampleData } from './sample-data-set';
import { createStreamedDataSet } from './streamed-data-set';

type Numbers = Uint8Array | Uint8ClampedArray | Float32Array | Float64Array | Int32Array;

/** What a `tf.Tensor` has; its values are read once. */
export interface TensorLike {
  readonly shape: readonly number[];
  data(): Promise<Numbers>;
}

/** Images in memory. */
export interface ArrayData {
  /**
   * `[size, height, width, channels]` of `input.shape`: pixel values that `input` rescales as it does a file's. Bytes
   * (`Uint8Array`) have the full range 0 to 255.
   */
  readonly x: Numbers | TensorLike;
  /** Class numbers from 0 or class names, `[size]`; or shares of all classes, `[size, classes]`. */
  readonly y: Numbers | TensorLike | readonly number[] | readonly string[];
}

/** Data that a program gives in place of the spec's section `data`. */
export type GivenData = DataSet | ArrayData | SampleData;

/** What of a plan concerns given data; and how it is to come. */
export interface GivenDataOptions extends ImageFacts {
  /** For training: shuffled (save samples, which keep their order) and augmented anew in every epoch. */
  readonly training?: { readonly seed: number; readonly augment?: AugmentSpec | undefined } | undefined;
  readonly maxCorrupt?: number | undefined;
  readonly onWarning?: (message: string) => void;
}

/**
 * A data set of what a program gives. A `DataSet` is taken as it is.
 *
 * @throws {UserError} when arrays are not of the plan's form
 */
export async function openGivenData(given: GivenData, options: GivenDataOptions): Promise<DataSet> {
  const { input, training, maxCorrupt, onWarning } = options;
  if ('batches' in given) {
    if (given.classes.length === options.classCount) return given;
    throw new UserError(
      `expected data of ${options.classCount} classes, received ${given.classes.length}: ${given.classes.join(', ')}`,
      'give data of the classes of the spec',
    );
  }
  if ('samples' in given) return createSampleDataSet(given, options);
  const images = await imagesOfMemory(given, options);
  return createStreamedDataSet({ images, input, shuffle: training, maxCorrupt, onWarning });
}

async function imagesOfMemory({ x, y }: ArrayData, facts: ImageFacts): Promise<LabelledImages> {
  const { input, classCount } = facts;
  const values = 'data' in x ? await x.data() : x;
  const perImage = pixelCount(input);
  const size = values.length / perImage;
  const shape = 'data' in x ? x.shape : [size, ...input.shape];
  if (!Number.isInteger(size))
    throw new UserError(
      `expected whole images of ${perImage} values in x, received ${values.length} values`,
      `give x as [images, ${input.shape.join(', ')}]`,
    );
  const eightBit = values instanceof Uint8Array || values instanceof Uint8ClampedArray;
  const rowLength = values.length / (shape[0] || 1);
  const labels = 'data' in y ? await y.data() : y;
  const { numbers, classNames } = numbered(labels, facts.classNames);
  if (classNames && classNames.length !== classCount)
    throw new UserError(
      `expected ${classCount} classes, y has ${classNames.length}: ${listWords(classNames, 30)}`,
      'list the classes in the spec, or correct y',
    );
  return imagesOfArrays(
    {
      name: 'x',
      path: '',
      shape,
      eightBit,
      inMemory: true,
      async row(index) {
        const row = values.subarray(index * rowLength, (index + 1) * rowLength);
        return eightBit ? new Uint8Array(row.buffer, row.byteOffset, row.length) : Float32Array.from(row);
      },
    },
    {
      name: 'y',
      path: '',
      values: numbers,
      shape: numbers.length === size * classCount ? [size, classCount] : [numbers.length],
    },
    { ...facts, classNames },
  );
}

/** Labels as numbers; names are looked up, and where the spec has none, they are the classes in code-point order. */
function numbered(
  labels: ArrayLike<number> | readonly string[],
  classNames: readonly string[] | null,
): { readonly numbers: ArrayLike<number>; readonly classNames: readonly string[] | null } {
  if (!isNames(labels)) return { numbers: labels, classNames };
  const classes = classNames ?? [...new Set(labels)].sort(compareCodePoints);
  const known = new Map(classes.map((name, i) => [name, i]));
  return { numbers: labels.map((name) => known.get(name) ?? Number.NaN), classNames: classes };
}

function isNames(labels: ArrayLike<number> | readonly string[]): labels is readonly string[] {
  return typeof labels[0] === 'string';
}
