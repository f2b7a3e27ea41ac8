import { UserError } from '../../base/diagnostics/user-error';
import type { ModelPlan } from '../../check/model-plan';
import { DataError } from '../../run/data/data-error';
import type { DataSet } from '../../run/data/data-set';
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
   * A folder with one subfolder per class, or a data set with the classes of the model in the same order (default: the
   * validation data of the model's spec).
   */
  readonly data?: string | DataSet;
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
  };
  /** What it ran on. */
  readonly backend: UsedBackend;
}

/** Images per batch if the batch size in the spec is `auto`. */
const usualBatch = 32;

/**
 * Evaluates a model saved by a run, like {@link evaluate}.
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
  const { plan, engine, backend, file } = classifier;
  const batchSize = plan.training.batchSize === 'auto' ? usualBatch : plan.training.batchSize;
  try {
    const data = await openData(classifier, options);
    const evaluation = await evaluate({
      engine,
      data,
      batchSize: options.batchSize ?? batchSize,
      ...(options.top === undefined ? {} : { top: options.top }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    return { model: { path: file, name: plan.name }, backend, ...evaluation };
  } finally {
    classifier.dispose();
  }
}

async function openData(
  { plan, classes, file }: Classifier,
  { data, onWarning = () => {} }: EvaluateModelOptions,
): Promise<DataSet> {
  if (typeof data === 'string') return openFolder(data, plan, classes, onWarning);
  if (data !== undefined) {
    if (JSON.stringify(data.classes) === JSON.stringify(classes)) return data;
    throw new UserError(
      `the data has the classes ${data.classes.join(', ')}, but the model has ${classes.join(', ')}`,
      'give the one-hot columns in the order of the classes of the model',
    );
  }
  if (plan.data?.validation === undefined) {
    throw new UserError(
      `the spec of "${file}" has no validation data`,
      'give a folder with one subfolder per class (--data)',
    );
  }
  const { openValidationSet } = await import('../../run/data/open-data-sets');
  const { nodeData } = await import('./data-files');
  const { runFolderOf } = await import('./model-file');
  const { input, classCount, training } = plan;
  const base = await runFolderOf(file);
  const { validation, warnings } = await openValidationSet(
    { data: plan.data, input, classNames: classes, classCount, seed: training.seed },
    base,
    nodeData,
    { onWarning },
  ).catch((error: unknown) => {
    if (!(error instanceof DataError)) throw error;
    throw new UserError(
      `the data in the spec of "${file}" was not found relative to ${base}: ${error.message}`,
      'if the model or the images were moved, give a folder with one subfolder per class (--data)',
      { cause: error },
    );
  });
  for (const warning of warnings) onWarning(warning);
  if (!validation) throw new Error('the spec has validation data, but none was opened');
  return validation;
}

async function openFolder(
  directory: string,
  { input, classCount, data }: ModelPlan,
  classes: readonly string[],
  onWarning: (message: string) => void,
): Promise<DataSet> {
  const { createImageDataSet } = await import('../../run/data/streamed-data-set');
  const { nodeData } = await import('./data-files');
  const { openImageFolder } = await import('../../run/data/image-folder');
  const { images, warnings } = await openImageFolder(directory, nodeData.files, {
    classNames: classes,
    classCount,
  });
  for (const warning of warnings) onWarning(warning);
  const { limitsOf, withLimits } = await import('../../run/data/data-host');
  const pictures = withLimits(nodeData.pictures, limitsOf(data));
  return createImageDataSet({ images, classes, input, pictures, onWarning });
}
