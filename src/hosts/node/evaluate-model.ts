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
   * On what: a folder that holds one folder per class, or a data set with the model's classes in their order; by
   * default the validation data of the model's spec.
   */
  readonly data?: string | DataSet;
  /** Images at a time; those of the spec's training unless given, or 32 where that says `auto`. */
  readonly batchSize?: number;
  /** The `k` of the top-k accuracy; 5 unless given. */
  readonly top?: number;
  /** Hears of images that cannot be read and the like. */
  readonly onWarning?: (message: string) => void;
  /** Stops the evaluation after the current batch, which then throws an `AbortError`. */
  readonly signal?: AbortSignal;
}

/** An evaluation, and of what. */
export interface ModelEvaluation extends Evaluation {
  /** The model that was evaluated. */
  readonly model: {
    /** The file. */
    readonly path: string;
    /** The spec's. */
    readonly name: string;
  };
  /** What it ran on. */
  readonly backend: UsedBackend;
}

/** Images at a time where the spec leaves it to the machine. */
const usualBatch = 32;

/**
 * Evaluates a model that a run saved, as {@link evaluate} does.
 *
 * @param path a run folder, or a model file; relative paths in its spec start from its run folder
 * @throws UserError when the model or the data cannot be used
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
      `the data has the classes ${data.classes.join(', ')}; the model tells ${classes.join(', ')} apart`,
      'give the columns of the one-hot classes in the order of the model',
    );
  }
  if (plan.data?.validation === undefined) {
    throw new UserError(
      `the spec of "${file}" names no validation data`,
      'give a folder that holds one folder per class (--data)',
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
      `the spec of "${file}" takes its data from where they are not, seen from ${base}: ${error.message}`,
      'where the model was moved, or the images were, give a folder that holds one folder per class (--data)',
      { cause: error },
    );
  });
  for (const warning of warnings) onWarning(warning);
  if (!validation) throw new Error('the spec has validation data, and none was opened');
  return validation;
}

async function openFolder(
  directory: string,
  { input, classCount }: ModelPlan,
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
  return createImageDataSet({ images, classes, input, pictures: nodeData.pictures, onWarning });
}
