import type { KerasConfig } from '../../../layers/keras/keras-object';
import { classNameOf, isConfig } from '../../../layers/keras/keras-object';
import { Options, shown, UnsupportedError } from '../../../layers/keras/options';
import { optimizers } from './optimizers';

/** The training configuration of a compiled model. */
export interface ImportedTraining {
  /** The spec's section `training`; `null` if none of it is supported. */
  readonly section: Readonly<Record<string, unknown>> | null;
  /** The schedule of a callback `learningRateScheduler`, if there is one. */
  readonly schedule: Readonly<Record<string, unknown>> | undefined;
  /** The activation that turns the network's output into probabilities, if the loss takes logits. */
  readonly activation: Activation | null;
  /** Whatever the spec does differently. */
  readonly notes: readonly string[];
}

export type Activation = 'softmax' | 'sigmoid';

/** A Keras object that is read by a function for its name. */
type Read<T> = (options: Options) => T;

interface ReadLoss {
  /** `undefined` if specs do not support it. */
  readonly written?: unknown;
  readonly activation: Activation | null;
}

const crossentropy =
  (type: string, activation: Activation): Read<ReadLoss> =>
  (options) => {
    const axis = options.take('axis', -1);
    if (axis !== -1 && axis !== 1) throw new UnsupportedError(`its option "axis" is ${shown(axis)}`);
    reduction(options);
    const labelSmoothing = options.number('label_smoothing', 0);
    return {
      written: labelSmoothing === 0 ? type : { type, labelSmoothing },
      activation: options.boolean('from_logits', false) ? activation : null,
    };
  };

const squaredError: Read<ReadLoss> = (options) => {
  reduction(options);
  return { written: 'meanSquaredError', activation: null };
};

/** Specs average the loss over a batch. Without weights of images, Keras's other means are the same. */
function reduction(options: Options): void {
  const value = options.take('reduction');
  const means = ['sum_over_batch_size', 'mean', 'mean_with_sample_weight', 'auto', null];
  if (!means.includes(value as string | null))
    options.note(`its option "reduction" is ${shown(value)}; specs use the mean over a batch`);
}

/** Classes are always one-hot here, so the sparse form is the same loss. */
const losses: Readonly<Record<string, Read<ReadLoss>>> = {
  categoricalcrossentropy: crossentropy('categoricalCrossentropy', 'softmax'),
  sparsecategoricalcrossentropy: crossentropy('categoricalCrossentropy', 'softmax'),
  binarycrossentropy: crossentropy('binaryCrossentropy', 'sigmoid'),
  meansquarederror: squaredError,
  mse: squaredError,
};

const topK: Read<string> = (options) => {
  const k = options.number('k', 5);
  if (k !== 5) throw new UnsupportedError(`its option "k" is ${k}`);
  return 'topKAccuracy';
};

const accuracy: Read<string> = () => 'accuracy';

const metrics: Readonly<Record<string, Read<string>>> = {
  categoricalaccuracy: accuracy,
  sparsecategoricalaccuracy: accuracy,
  topkcategoricalaccuracy: topK,
  sparsetopkcategoricalaccuracy: topK,
};

/** Keras chooses the accuracy that fits the loss for this name. Its class `Accuracy` is another metric. */
const metricNames: typeof metrics = { ...metrics, accuracy, acc: accuracy };

/** What specs use if a part of the training is missing. */
const replacements = {
  optimizer: 'sgd with a learning rate of 0.01',
  loss: 'categoricalCrossentropy',
};

/**
 * Reads a Keras `compile_config` or `training_config`. Options that specs do not support are left out, and so are
 * objects; each is noted with what replaces it.
 *
 * @param perEpoch steps per epoch, if known
 */
export function importTraining(compiled: KerasConfig | null, perEpoch?: number): ImportedTraining {
  if (compiled === null) return { section: null, schedule: undefined, activation: null, notes: [] };
  const notes: string[] = [];
  const optimizer = readOptimizer(compiled.optimizer ?? compiled.optimizer_config, perEpoch, notes);
  const loss = readLoss(compiled.loss, notes);
  const kept = readMetrics(compiled, notes);
  for (const key of ['loss_weights', 'weighted_metrics', 'sample_weight_mode'])
    if (isGiven(compiled[key]))
      notes.push(`left out: ${key} ${shown(compiled[key])}, which specs do not support`);
  const section = {
    ...(optimizer ? { optimizer: optimizer.written } : {}),
    ...(loss.written === undefined ? {} : { loss: loss.written }),
    ...(kept === null ? {} : { metrics: kept }),
    ...(optimizer?.accumulate === undefined ? {} : { accumulate: optimizer.accumulate }),
  };
  return {
    section: Object.keys(section).length > 0 ? section : null,
    schedule: optimizer?.schedule,
    activation: loss.activation,
    notes,
  };
}

/** The optimizer; one that scales losses for float16 has another one inside. */
function readOptimizer(value: unknown, perEpoch: number | undefined, notes: string[]) {
  const inner = isConfig(value) && isConfig(value.config) ? value.config.inner_optimizer : undefined;
  const table = Object.fromEntries(
    Object.entries(optimizers).map(([name, read]) => [name, (options: Options) => read(options, perEpoch)]),
  );
  if (isConfig(inner))
    notes.push(`the optimizer ${shown(title(value))} scales the loss for float16; specs train in float32`);
  return readPart('optimizer', isConfig(inner) ? inner : value, table, notes);
}

/** The loss of the only output, which Keras also stores in a list or by the output's name. */
function readLoss(value: unknown, notes: string[]): ReadLoss {
  const isNamed = isConfig(value) && value.class_name === undefined;
  const all: readonly unknown[] = Array.isArray(value) ? value : isNamed ? Object.values(value) : [value];
  const sole = all.length === 1 ? all[0] : value;
  return readPart('loss', sole, losses, notes) ?? { activation: takesLogits(sole) ? 'softmax' : null };
}

function takesLogits(loss: unknown): boolean {
  return isConfig(loss) && isConfig(loss.config) && loss.config.from_logits === true;
}

/** The supported metrics; `null` for those of specs by default. */
function readMetrics({ metrics: value }: KerasConfig, notes: string[]): readonly string[] | null {
  if (!Array.isArray(value) && !isConfig(value)) return null;
  const lists: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  // Before Keras 3, the list of a compiled model contains its loss.
  const given = lists.flat(2).filter((metric) => metric !== null && metric !== 'loss');
  const kept = new Set(
    given.flatMap((metric) => {
      const table = typeof metric === 'string' ? metricNames : metrics;
      return readPart('metric', metric, table, notes) ?? [];
    }),
  );
  if (kept.size > 0 || given.length === 0) return [...kept];
  notes.push('the spec logs accuracy instead of these metrics');
  return null;
}

/** Reads an object with a table, and notes what is left out. */
function readPart<T>(
  what: 'optimizer' | 'loss' | 'metric',
  value: unknown,
  table: Readonly<Record<string, Read<T>>>,
  notes: string[],
): T | undefined {
  if (!isGiven(value)) return undefined;
  const name = title(value);
  const known = Object.hasOwn(table, plain(name)) ? table[plain(name)] : undefined;
  const instead = what === 'metric' ? '' : `; the spec trains with ${replacements[what]} instead`;
  const config = isConfig(value) && isConfig(value.config) ? value.config : {};
  const options = new Options(config);
  if (config.fn !== undefined) options.take('fn');
  try {
    if (!known) throw new UnsupportedError('specs do not support it');
    const result = known(options);
    notes.push(...options.notes.map((note) => `the ${what} ${shown(name)}: ${note}`));
    for (const left of options.leftOver())
      notes.push(`the ${what} ${shown(name)}: ${left}, which specs do not support: left out`);
    return result;
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    notes.push(`left out: the ${what} ${shown(name)}: ${error.message}${instead}`);
    return undefined;
  }
}

/** Classes of Keras that wrap a function, whose name counts. */
const wrappers = ['LossFunctionWrapper', 'MeanMetricWrapper', 'SumOverBatchSizeMetricWrapper'];

/**
 * The name of an optimizer, loss or metric: of its class, or of its function. A class that a program registered keeps its
 * package, so that it is never mistaken for Keras's.
 */
function title(value: unknown): unknown {
  if (!isConfig(value)) return value;
  const { class_name: className, config } = value;
  if (className === 'function') return title(config);
  const name = classNameOf(value);
  return wrappers.includes(name) && isConfig(config) ? title(config.fn ?? config.name) : name;
}

function plain(name: unknown): string {
  return String(name).toLowerCase().replaceAll('_', '');
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}
