import { UserError } from '../../base/diagnostics/user-error';
import type { ModelPlan } from '../../check/model-plan';
import { classNameOf } from '../../language/class-names';
import type { DataSourceInput } from '../../language/data';
import { DataError } from '../../run/data/data-error';
import type { DataSet } from '../../run/data/data-set';
import type { ImageRecord, ImageSet } from '../../run/data/identity/image-record';
import { type Evaluation, evaluate } from '../../run/evaluate/evaluate';
import {
  type Classifier,
  type ClassifierOptions,
  createLoadClassifier,
  type UsedBackend,
} from '../../run/predict/classifier';
import { nodeHost } from './host';

/** Options of `evaluateModel`. */
export interface EvaluateModelOptions extends ClassifierOptions {
  /**
   * Images to evaluate on instead of those in the model's spec: the path of a folder with one subfolder per class, of a
   * manifest or of an `.npz` file; a source as in the section `data`; or a data set with the classes of the model in the same
   * order.
   */
  readonly data?: string | DataSourceInput | DataSet;
  /** The set of the model's spec to evaluate on (default: `test` if the spec has one, otherwise `validation`). */
  readonly set?: ImageSet;
  /** Images per batch (default: the batch size in the spec, or 32 if that is `auto`). */
  readonly batchSize?: number;
  /** The `k` of the top-k accuracy (default: 5). */
  readonly top?: number;
  /** Receives warnings, for example on images that cannot be read. */
  readonly onWarning?: (message: string) => void;
  /** Stops the evaluation after the current batch, which then throws an `AbortError`. */
  readonly signal?: AbortSignal;
}

/** An evaluation, and of what. */
export interface ModelEvaluation extends Evaluation {
  /** The model that was evaluated. */
  readonly model: {
    /** The model file. */
    readonly path: string;
    /** The name of the spec. */
    readonly name: string;
    /** The file of the spec; `null` if the model contains it. */
    readonly spec: string | null;
  };
  /** What it ran on. */
  readonly backend: UsedBackend;
  /** The set of the model's spec that it was evaluated on; `null` for other images. */
  readonly set: ImageSet | null;
}

/** Images per batch if the batch size in the spec is `auto`. */
const usualBatch = 32;

/**
 * Evaluates a trained model, like {@link evaluate}.
 *
 * @param path a run folder or a model file; relative paths in its spec are relative to its run folder
 * @throws UserError if the model or the data cannot be used
 * @example
 * const { accuracy, classes, calibration } = await evaluateModel('runs/icons-12', { data: 'photos' });
 */
export async function evaluateModel(
  path: string,
  options: EvaluateModelOptions = {},
): Promise<ModelEvaluation> {
  const classifier = await createLoadClassifier(nodeHost)(path, options);
  const { plan, engine, backend, file, spec } = classifier;
  const set = options.data === undefined ? (options.set ?? usualSet(plan)) : null;
  const batchSize = plan.training.batchSize === 'auto' ? usualBatch : plan.training.batchSize;
  try {
    const data = await openData(classifier, set, options);
    const evaluation = await evaluate({
      engine,
      data,
      batchSize: options.batchSize ?? batchSize,
      ...(options.top === undefined ? {} : { top: options.top }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    return { model: { path: file, name: plan.name, spec: spec?.file ?? null }, backend, set, ...evaluation };
  } finally {
    classifier.dispose();
  }
}

function usualSet({ data }: ModelPlan): ImageSet {
  return data?.test === undefined ? 'validation' : 'test';
}

/** @param set of the spec; `null` if other images are given */
async function openData(
  classifier: Classifier,
  set: ImageSet | null,
  { data, set: asked, onWarning = () => {} }: EvaluateModelOptions,
): Promise<DataSet> {
  const { plan, classes, named, file, spec } = classifier;
  if (set === null) {
    if (asked !== undefined)
      throw new UserError('data and set cannot be used together', 'remove one of them');
    if (data !== undefined && !isDataSet(data)) return openSourceOf(data, classifier, onWarning);
    if (data !== undefined && JSON.stringify(data.classes.map(classNameOf)) === JSON.stringify(classes))
      return data;
    throw new UserError(
      `the data has the classes ${data?.classes.join(', ')}, but the model has ${classes.join(', ')}`,
      'give the one-hot columns in the order of the classes of the model',
    );
  }
  if (plan.data === null || (set !== 'train' && plan.data[set] === undefined)) {
    throw new UserError(`the spec of "${file}" has no ${set} data`, 'give images with --data');
  }
  const { openRunSet } = await import('../../run/data/open-run-set');
  const { nodeData } = await import('./data-files');
  const { runFolderOf } = await import('./model-file');
  const { input, classCount, training } = plan;
  const base = spec?.directory ?? (await runFolderOf(file));
  const record = await recordOf(file);
  const opened = await openRunSet(
    { data: plan.data, input, classNames: named ? classes : null, classCount, seed: training.seed },
    base,
    nodeData,
    { set, record, onWarning },
  ).catch((error: unknown) => {
    if (!(error instanceof DataError)) throw error;
    throw new UserError(
      `the data in the spec of "${file}" was not found relative to ${base}: ${error.message}`,
      'if the model or the images were moved, give the images with --data',
      { cause: error },
    );
  });
  if (!opened) throw new Error(`the spec has ${set} data, but none was opened`);
  return opened;
}

function isDataSet(data: DataSourceInput | DataSet | string): data is DataSet {
  return typeof data === 'object' && 'batches' in data;
}

/** Opens other images than those in the spec, and warns about those that the model was trained on. */
async function openSourceOf(
  given: string | DataSourceInput,
  { plan: { input, classCount, data }, classes, named, file }: Classifier,
  onWarning: (message: string) => void,
): Promise<DataSet> {
  const { createStreamedDataSet } = await import('../../run/data/streamed-data-set');
  const { nodeData } = await import('./data-files');
  const { openSource } = await import('../../run/data/open-source');
  const { readGivenSource } = await import('../../run/data/given-source');
  const { warnOfTrainedImages } = await import('../../run/data/identity/duplicates');
  const { identifyImages } = await import('../../run/data/identity/identify');
  const { limitsOf, withLimits } = await import('../../run/data/data-host');
  const host = { ...nodeData, pictures: withLimits(nodeData.pictures, limitsOf(data)) };
  // Without names, folders are numbered in the order of Keras.
  const facts = { input, classNames: named ? classes : null, classCount };
  const { images, warnings } = await openSource(readGivenSource(given), facts, 'test', host);
  const record = await recordOf(file);
  const identities =
    record === null ? [] : await identifyImages(images, { files: host.files, known: new Map() });
  for (const warning of [...warnings, ...warnOfTrainedImages(identities, record)]) onWarning(warning);
  return createStreamedDataSet({ images, input, onWarning });
}

/** The record of the run that a model file belongs to; `null` if there is none. */
async function recordOf(file: string): Promise<ImageRecord | null> {
  const { loadRecord } = await import('../../run/training/run-images');
  const { runFolderOf } = await import('./model-file');
  const { nodeRuns } = await import('./runs');
  return loadRecord(await runFolderOf(file), nodeRuns);
}
