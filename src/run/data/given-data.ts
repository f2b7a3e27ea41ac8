import { UserError } from '../../base/diagnostics/user-error';
import { listWords } from '../../base/text/words';
import type { ModelPlan } from '../../check/model-plan';
import { classNameOf } from '../../language/class-names';
import type { ClassWeightsSpec } from '../../language/data';
import { type AugmentSpec, augmentSchema } from '../../language/data';
import type { InputSpec } from '../../language/input';
import type { AugmentInput } from '../../language/section-options';
import {
  type ImageFacts,
  type ImageRows,
  imagesOfArrays,
  type LabelValues,
  readLabels,
} from './arrays/array-images';
import { checkValues } from './arrays/check-values';
import { checkNumbering, sortedClasses } from './class-numbers';
import { withClassWeights } from './class-weights';
import { DataError } from './data-error';
import { type ImageSource, limitsOf, type Pictures, withLimits } from './data-host';
import type { DataSet } from './data-set';
import { warnOfDuplicates } from './identity/duplicates';
import { type IdentifiedImages, identifySets, type RunSets, recordOfSets } from './identity/identify';
import type { ImageRecord } from './identity/image-record';
import type { LabelledImages } from './labelled-images';
import { flattenNumbers, isNestedNumbers, type NestedNumbers } from './nested-numbers';
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
   * `input` rescales like those of a file. Bytes (`Uint8Array`) have the full range 0 to 255. Values may be in nested lists.
   */
  readonly x: Numbers | TensorLike | NestedNumbers | readonly Picture[];
  /** Class numbers from 0 or class names, `[size]`; or class probabilities, `[size, classes]`. */
  readonly y: Numbers | TensorLike | NestedNumbers | readonly string[];
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
  const opened = await openGiven(given, options);
  return 'batches' in opened ? opened : streamed(await identifyAlone(opened, options.input), options);
}

/** Opens data passed by a program as a data set, or as images that can be identified. */
async function openGiven<Picture>(
  given: GivenData<Picture>,
  options: GivenDataOptions<Picture>,
): Promise<DataSet | LabelledImages> {
  if ('batches' in given) {
    checkDataSetClasses(given.classes, options);
    return given;
  }
  if ('samples' in given) return createSampleDataSet(given, options);
  const missing = (['x', 'y'] as const).find((key) => given[key] == null);
  if (missing !== undefined)
    throw new UserError(`${missing} is missing`, 'give images as x and their labels as y');
  return imagesOfMemory(given, options);
}

function streamed<Picture>(
  { images }: IdentifiedImages,
  { input, training, maxCorrupt, onWarning }: GivenDataOptions<Picture>,
): DataSet {
  return createStreamedDataSet({ images, input, shuffle: training, maxCorrupt, onWarning });
}

const inMemory = { files: null, known: new Map() };

/** @throws {UserError} if the classes of a data set are not those expected, in the same order */
function checkDataSetClasses(classes: readonly string[], { classNames, classCount }: ImageFacts): void {
  if (classes.length !== classCount)
    throw new UserError(
      `expected data with ${classCount} classes, received ${classes.length}: ${classes.join(', ')}`,
      'give data with the classes of the spec',
    );
  if (!classNames || classes.every((name, i) => classNameOf(name) === classNames[i])) return;
  throw new UserError(
    `expected data with the classes ${listWords(classNames, 30)}, received ${listWords(classes, 30)}`,
    'give the one-hot columns in the order of these classes',
  );
}

async function imagesOfMemory<Picture>(
  { x, y }: ArrayData<Picture>,
  facts: GivenDataOptions<Picture>,
): Promise<LabelledImages> {
  const { classNames, ...labels } = numbered(await labelsIn(y), facts);
  if (isList(x)) return imagesOfPictures(x, labels, { ...facts, classNames });
  const { input, classCount } = facts;
  const { values, shape: given } = await valuesIn(x, 'x');
  const perImage = pixelCount(input);
  const size = values.length / perImage;
  const shape = given ?? [size, ...input.shape];
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
      ...labels,
      shape: labels.values.length === size * classCount ? [size, classCount] : [labels.values.length],
    },
    { ...facts, classNames },
    facts.pictures.fit,
  );
  for (const warning of await checkValues(rows, input)) facts.onWarning?.(warning);
  return images;
}

/** Reads values with their shape, or without one if they are in one list. */
async function valuesIn(
  given: Numbers | TensorLike | NestedNumbers,
  name: string,
): Promise<{ readonly values: Numbers; readonly shape?: readonly number[] }> {
  if ('data' in given) return { values: await given.data(), shape: given.shape };
  if (!isNestedNumbers(given)) return { values: given as Numbers };
  const { values, shape } = flattenNumbers(given, name);
  return shape.length === 1 ? { values } : { values, shape };
}

async function labelsIn(y: ArrayData['y']): Promise<Numbers | readonly string[]> {
  return !('data' in y) && isNames(y) ? y : (await valuesIn(y, 'y')).values;
}

function imagesOfPictures<Picture>(
  given: readonly Picture[],
  labels: NumberedLabels,
  facts: GivenDataOptions<Picture>,
): LabelledImages {
  const { classCount, input, pictures } = facts;
  const size = given.length;
  if (size === 0) throw new UserError('x is empty', 'give at least one image');
  const { length } = labels.values;
  const shape = length === size * classCount ? [size, classCount] : [length];
  return {
    ...readLabels({ name: 'y', path: '', ...labels, shape }, size, facts),
    origin: (index) => ({ name: `x[${index}]`, file: null, alone: false }),
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

/** Labels as numbers, which are positions in the list of classes if they were given as names. */
type NumberedLabels = Pick<LabelValues, 'values' | 'arePositions'>;

/** Converts labels to numbers. If the spec has no class names, the names in the labels are the classes, in code-point order. */
function numbered(
  labels: ArrayLike<number> | readonly string[],
  { classNames, classCount }: ImageFacts,
): NumberedLabels & Pick<ImageFacts, 'classNames'> {
  if (!isNames(labels)) return { values: labels, classNames };
  // A list without types may contain other values, which are no class.
  const names = labels.map((label: unknown) => (typeof label === 'string' ? classNameOf(label) : null));
  const classes = classNames ?? sortedClasses(names.filter((name) => name !== null));
  if (classes.length !== classCount)
    throw new UserError(
      `expected ${classCount} classes, but y has ${classes.length}: ${listWords(classes, 30)}`,
      'list the classes in the spec, or fix y',
    );
  if (!classNames) checkNumbering(classes, 'the classes in y', '');
  const known = new Map(classes.map((name, i) => [name, i]));
  const values = names.map((name, index) => {
    const number = name === null ? undefined : known.get(name);
    if (number !== undefined) return number;
    throw new UserError(
      `label ${index} of y: expected one of ${listWords(classes, 30)}, received ${JSON.stringify(labels[index])}`,
      'fix y, or the classes in the spec',
    );
  });
  return { values, arePositions: true, classNames: classes };
}

function isNames(labels: ArrayLike<unknown>): labels is readonly string[] {
  return typeof labels[0] === 'string';
}

function isList<Picture>(x: ArrayData<Picture>['x']): x is readonly Picture[] {
  return Array.isArray(x) && !isNestedNumbers(x);
}

/** Data for a run instead of the spec's section `data`; `augment` and `classWeights` default to those in the spec. */
export interface GivenRunData<Picture = ImageSource> {
  /** The training set. */
  readonly train: GivenData<Picture>;
  /** The validation set; default: none. */
  readonly validation?: GivenData<Picture> | null;
  /** The test set, on which the final weights are measured once; default: none. */
  readonly test?: GivenData<Picture> | null;
  /** Ignored for a `DataSet`, which must augment its images itself. */
  readonly augment?: AugmentInput;
  /** Factors of the loss of each class; default: `data.classWeights` of the spec. */
  readonly classWeights?: ClassWeightsSpec;
}

/**
 * Opens the data sets of a run from data passed by a program: the training set is shuffled, augmented and weighted, the
 * other sets are not.
 *
 * @param onWarning receives a warning for each image that is skipped
 * @throws {UserError} if the data does not match the plan
 */
export async function openGivenRunData<Picture>(
  { train, validation, test, augment, classWeights }: GivenRunData<Picture>,
  plan: ModelPlan,
  pictures: Pictures<Picture>,
  onWarning: (message: string) => void,
): Promise<RunSets<DataSet> & { readonly record: ImageRecord | null }> {
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
  const forTraining = { ...facts, training: { seed: training.seed, augment: changes } };
  const own = await openGiven(train, forTraining);
  const inferred = { classNames: classNames ?? own.classes, inferred: classNames === null };
  const openHeld = async (held: GivenData<Picture> | null | undefined) =>
    held ? openGiven(held, { ...facts, ...inferred }) : null;
  const sets = await identifyGiven(
    { train: own, validation: await openHeld(validation), test: await openHeld(test) },
    input,
  );
  const asDataSet = (set: DataSet | IdentifiedImages, options: GivenDataOptions<Picture>) =>
    'batches' in set ? set : streamed(set, options);
  const trained = asDataSet(sets.train, forTraining);
  for (const warning of sets.warnings) onWarning(warning);
  const weights = classWeights ?? data?.classWeights;
  return {
    train: weights === undefined ? trained : withClassWeights(trained, weights),
    validation: sets.validation && asDataSet(sets.validation, facts),
    test: sets.test && asDataSet(sets.test, facts),
    record: sets.record,
  };
}

/** Identifies the images of the sets. Those of a data set cannot be identified, so then the run has no record. */
async function identifyGiven(
  { train, validation, test }: RunSets<DataSet | LabelledImages>,
  input: InputSpec,
): Promise<
  RunSets<DataSet | IdentifiedImages> & {
    readonly record: ImageRecord | null;
    readonly warnings: readonly string[];
  }
> {
  if (!isDataSet(train) && !isDataSet(validation) && !isDataSet(test)) {
    const sets = await identifySets({ train, validation, test }, input, inMemory);
    return { ...sets, record: recordOfSets(sets), warnings: warnOfDuplicates(sets) };
  }
  const alone = async (set: DataSet | LabelledImages) => (isDataSet(set) ? set : identifyAlone(set, input));
  return {
    train: await alone(train),
    validation: validation && (await alone(validation)),
    test: test && (await alone(test)),
    record: null,
    warnings: [],
  };
}

function isDataSet(set: DataSet | LabelledImages | null): set is DataSet {
  return set !== null && 'batches' in set;
}

async function identifyAlone(images: LabelledImages, input: InputSpec): Promise<IdentifiedImages> {
  return (await identifySets({ train: images, validation: null, test: null }, input, inMemory)).train;
}

function readAugment(augment: unknown): AugmentSpec {
  const { data, error } = augmentSchema.safeParse(augment);
  if (data) return data;
  const [issue] = error.issues;
  throw new UserError(`augment: ${[...(issue?.path ?? []), issue?.message].join(': ')}`, 'fix this option');
}
