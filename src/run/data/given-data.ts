import { UserError } from '../../base/diagnostics/user-error';
import { compareCodePoints, listWords } from '../../base/text/words';
import type { ModelPlan } from '../../check/model-plan';
import type { ClassWeightsSpec } from '../../language/data';
import { type AugmentInput, type AugmentSpec, augmentSchema } from '../../language/data';
import { type ImageFacts, type ImageRows, imagesOfArrays, readLabels } from './arrays/array-images';
import { checkValues } from './arrays/check-values';
import { withClassWeights } from './class-weights';
import { DataError } from './data-error';
import { type ImageSource, limitsOf, type Pictures, withLimits } from './data-host';
import type { DataSet } from './data-set';
import type { LabelledImages } from './labelled-images';
import { pixelCount } from './pixels';
import { createSampleDataSet, type SampleData } from './sample-data-set';
import { createStreamedDataSet } from './streamed-data-set';

/** Arrays of numbers that data may be given in. */
export type Numbers = Uint8Array | Uint8ClampedArray | Float32Array | Float64Array | Int32Array;

/** The part of a `tf.Tensor` that is used; its values are read once. */
export interface TensorLike {
  /** Sizes of its axes. */
  readonly shape: readonly number[];
  /** Its values in row-major order. */
  data(): Promise<Numbers>;
}

/** Images in memory. */
export interface ArrayData<Picture = ImageSource> {
  /**
   * Images, decoded and resized on demand; or pixel values `[size, height, width, channels]` of `input.shape`, which
   * `input` rescales like those of a file. Bytes (`Uint8Array`) have the full range 0 to 255.
   */
  readonly x: Numbers | TensorLike | readonly Picture[];
  /** Class numbers from 0 or class names, `[size]`; or class probabilities, `[size, classes]`. */
  readonly y: Numbers | TensorLike | readonly number[] | readonly string[];
}

/** Data passed by a program instead of the spec's section `data`. */
export type GivenData<Picture = ImageSource> = DataSet | ArrayData<Picture> | SampleData<Picture>;

/** The properties of a plan that given data must match, and how to prepare it. */
export interface GivenDataOptions<Picture = ImageSource> extends ImageFacts {
  readonly pictures: Pictures<Picture>;
  /** For training: data is shuffled (except samples, which keep their order) and augmented in every epoch. */
  readonly training?: { readonly seed: number; readonly augment?: AugmentSpec | undefined } | undefined;
  readonly maxCorrupt?: number | undefined;
  readonly onWarning?: (message: string) => void;
}

/**
 * Opens data passed by a program. A `DataSet` is returned unchanged.
 *
 * @throws {UserError} if arrays do not match the plan
 */
export async function openGivenData<Picture>(
  given: GivenData<Picture>,
  options: GivenDataOptions<Picture>,
): Promise<DataSet> {
  const { input, training, maxCorrupt, onWarning } = options;
  if ('batches' in given) {
    if (given.classes.length === options.classCount) return given;
    throw new UserError(
      `expected data with ${options.classCount} classes, received ${given.classes.length}: ${given.classes.join(', ')}`,
      'give data with the classes of the spec',
    );
  }
  if ('samples' in given) return createSampleDataSet(given, options);
  const missing = (['x', 'y'] as const).find((key) => given[key] == null);
  if (missing !== undefined)
    throw new UserError(`${missing} is missing`, 'give images as x and their labels as y');
  const images = await imagesOfMemory(given, options);
  return createStreamedDataSet({ images, input, shuffle: training, maxCorrupt, onWarning });
}

async function imagesOfMemory<Picture>(
  { x, y }: ArrayData<Picture>,
  facts: GivenDataOptions<Picture>,
): Promise<LabelledImages> {
  const { numbers, classNames } = numbered('data' in y ? await y.data() : y, facts);
  if (isList(x)) return imagesOfPictures(x, numbers, { ...facts, classNames });
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
  const rows: ImageRows = {
    name: 'x',
    path: '',
    shape,
    eightBit,
    inMemory: true,
    async rows(first, count) {
      const part = values.subarray(first * rowLength, (first + count) * rowLength);
      return eightBit ? new Uint8Array(part.buffer, part.byteOffset, part.length) : Float32Array.from(part);
    },
  };
  const images = imagesOfArrays(
    rows,
    {
      name: 'y',
      path: '',
      values: numbers,
      shape: numbers.length === size * classCount ? [size, classCount] : [numbers.length],
    },
    { ...facts, classNames },
    facts.pictures.fit,
  );
  for (const warning of await checkValues(rows, input)) facts.onWarning?.(warning);
  return images;
}

function imagesOfPictures<Picture>(
  given: readonly Picture[],
  labels: ArrayLike<number>,
  { classNames, classCount, input, pictures }: GivenDataOptions<Picture>,
): LabelledImages {
  const size = given.length;
  if (size === 0) throw new UserError('x is empty', 'give at least one image');
  const shape = labels.length === size * classCount ? [size, classCount] : [labels.length];
  return {
    classes: classNames ?? Array.from({ length: classCount }, (_, i) => String(i)),
    ...readLabels({ name: 'y', path: '', values: labels, shape }, size, classCount),
    async read(index) {
      try {
        return await pictures.decode(given[index] as Picture, input);
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        throw new DataError(`image ${index} of x: ${error.message}`, error.path, error.hint ?? '');
      }
    },
  };
}

/** Converts labels to class numbers. If the spec has no class names, the names in the labels are the classes, in code-point order. */
function numbered(
  labels: ArrayLike<number> | readonly string[],
  { classNames, classCount }: ImageFacts,
): { readonly numbers: ArrayLike<number>; readonly classNames: readonly string[] | null } {
  if (!isNames(labels)) return { numbers: labels, classNames };
  const classes = classNames ?? [...new Set(labels)].sort(compareCodePoints);
  if (classes.length !== classCount)
    throw new UserError(
      `expected ${classCount} classes, but y has ${classes.length}: ${listWords(classes, 30)}`,
      'list the classes in the spec, or fix y',
    );
  const known = new Map(classes.map((name, i) => [name, i]));
  const numbers = labels.map((name, index) => {
    const number = known.get(name);
    if (number !== undefined) return number;
    throw new UserError(
      `label ${index} of y: expected one of ${listWords(classes, 30)}, received ${JSON.stringify(name)}`,
      'fix y, or the classes in the spec',
    );
  });
  return { numbers, classNames: classes };
}

function isNames(labels: ArrayLike<number> | readonly string[]): labels is readonly string[] {
  return typeof labels[0] === 'string';
}

function isList<Picture>(x: ArrayData<Picture>['x']): x is readonly Picture[] {
  return Array.isArray(x);
}

/** Data for a run instead of the spec's section `data`; `augment` and `classWeights` default to those in the spec. */
export interface GivenRunData<Picture = ImageSource> {
  /** The training set. */
  readonly train: GivenData<Picture>;
  /** The validation set; default: none. */
  readonly validation?: GivenData<Picture> | null;
  /** Ignored for a `DataSet`, which must augment its images itself. */
  readonly augment?: AugmentInput;
  /** Factors of the loss of each class; default: `data.classWeights` of the spec. */
  readonly classWeights?: ClassWeightsSpec;
}

/**
 * Opens the data sets of a run from data passed by a program: the training set is shuffled, augmented and weighted, the
 * validation set is not.
 *
 * @param onWarning receives a warning for each image that is skipped
 * @throws {UserError} if the data does not match the plan
 */
export async function openGivenRunData<Picture>(
  { train, validation, augment, classWeights }: GivenRunData<Picture>,
  plan: ModelPlan,
  pictures: Pictures<Picture>,
  onWarning: (message: string) => void,
): Promise<{ train: DataSet; validation: DataSet | null }> {
  const { input, classNames, classCount, data, training } = plan;
  const limited = withLimits(pictures, limitsOf(data));
  const facts = {
    input,
    classNames,
    classCount,
    maxCorrupt: data?.maxCorrupt,
    pictures: limited,
    onWarning,
  };
  const changes = augment === undefined ? data?.train.augment : readAugment(augment);
  const own = await openGivenData(train, { ...facts, training: { seed: training.seed, augment: changes } });
  const weights = classWeights ?? data?.classWeights;
  return {
    train: weights === undefined ? own : withClassWeights(own, weights),
    validation: validation
      ? await openGivenData(validation, { ...facts, classNames: classNames ?? own.classes })
      : null,
  };
}

function readAugment(augment: unknown): AugmentSpec {
  const { data, error } = augmentSchema.safeParse(augment);
  if (data) return data;
  const [issue] = error.issues;
  throw new UserError(`augment: ${[...(issue?.path ?? []), issue?.message].join(': ')}`, 'fix this option');
}
