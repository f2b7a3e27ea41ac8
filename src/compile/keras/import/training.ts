import type { KerasConfig } from '../../../layers/keras/keras-object';
import { isConfig } from '../../../layers/keras/keras-object';
import { Options, shown, UnsupportedError } from '../../../layers/keras/options';

/** The training configuration of a compiled model: the spec's section, and notes on what specs do not support. */
export interface ImportedTraining {
  /** `null` if none of it is supported. */
  readonly section: Readonly<Record<string, unknown>> | null;
  readonly notes: readonly string[];
}

type Read = (options: Options) => Record<string, unknown> | string;

const optimizers: Readonly<Record<string, Read>> = {
  sgd: (options) => ({
    type: 'sgd',
    learningRate: rate(options, 0.01),
    ...unless(0, { momentum: shortest(options.number('momentum', 0)) }),
    ...unless(false, { nesterov: options.boolean('nesterov', false) }),
  }),
  adam: (options) => ({
    type: 'adam',
    learningRate: rate(options, 0.001),
    ...unless(0.9, { beta1: options.number('beta_1', 0.9) }),
    ...unless(0.999, { beta2: options.number('beta_2', 0.999) }),
    ...unless(1e-7, { epsilon: options.number('epsilon', 1e-7) }),
  }),
  rmsprop: (options) => ({
    type: 'rmsprop',
    learningRate: rate(options, 0.001),
    ...unless(0.9, { rho: options.number('rho', 0.9) }),
    ...unless(0, { momentum: options.number('momentum', 0) }),
    ...unless(1e-7, { epsilon: options.number('epsilon', 1e-7) }),
  }),
};

const crossentropy =
  (type: string): Read =>
  (options) => {
    options.lastAxis('axis', 2);
    const labelSmoothing = options.number('label_smoothing', 0);
    return labelSmoothing === 0 ? type : { type, labelSmoothing };
  };

/** Classes are always one-hot here, so the sparse form is the same loss. */
const losses: Readonly<Record<string, Read>> = {
  categoricalcrossentropy: crossentropy('categoricalCrossentropy'),
  sparsecategoricalcrossentropy: crossentropy('categoricalCrossentropy'),
  binarycrossentropy: crossentropy('binaryCrossentropy'),
  meansquarederror: () => 'meanSquaredError',
  mse: () => 'meanSquaredError',
};

const metrics: Readonly<Record<string, Read>> = Object.fromEntries([
  ...['accuracy', 'acc', 'categoricalaccuracy', 'sparsecategoricalaccuracy'].map((name) => [
    name,
    () => 'accuracy',
  ]),
  ...['topkcategoricalaccuracy', 'sparsetopkcategoricalaccuracy'].map((name) => [
    name,
    (options: Options) => {
      const k = options.number('k', 5);
      if (k !== 5) throw new UnsupportedError(`its option "k" is ${k}`);
      return 'topKAccuracy';
    },
  ]),
]);

/** The section `training` for a Keras `compile_config` or `training_config`. */
export function importTraining(compiled: KerasConfig | null): ImportedTraining {
  if (compiled === null) return { section: null, notes: [] };
  const notes: string[] = [];
  const read = (what: string, table: Readonly<Record<string, Read>>, value: unknown) => {
    if (value === undefined || value === null) return undefined;
    try {
      return readOne(what, table, value);
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error;
      notes.push(`left out, because specs do not support it: ${error.message}`);
      return undefined;
    }
  };
  const optimizer = read('optimizer', optimizers, compiled.optimizer ?? compiled.optimizer_config);
  const loss = read('loss', losses, compiled.loss);
  const given = (Array.isArray(compiled.metrics) ? (compiled.metrics as unknown[]).flat(2) : []).filter(
    (metric) => metric !== null && metric !== 'loss',
  );
  const kept = new Set(
    given.map((metric) => read('metric', metrics, metric)).filter((name) => name !== undefined),
  );
  const section = {
    ...(optimizer === undefined ? {} : { optimizer }),
    ...(loss === undefined ? {} : { loss }),
    ...(Array.isArray(compiled.metrics) && kept.size === given.length ? { metrics: [...kept] } : {}),
  };
  return { section: Object.keys(section).length > 0 ? section : null, notes };
}

/** Reads a name, or an object with `class_name` and `config`. For a wrapped function, its name counts. */
function readOne(what: string, table: Readonly<Record<string, Read>>, value: unknown) {
  const config = isConfig(value) && isConfig(value.config) ? value.config : {};
  const names = isConfig(value) ? [value.class_name, config.name] : [value];
  const name = names
    .filter((name) => typeof name === 'string')
    .map((name) => name.toLowerCase().replaceAll('_', ''))
    .find((name) => Object.hasOwn(table, name));
  const read = name === undefined ? undefined : table[name];
  if (!read)
    throw new UnsupportedError(`the ${what} ${shown(names.find((name) => name !== undefined) ?? value)}`);
  const options = new Options(config);
  for (const key of [
    'reduction',
    'from_logits',
    'fn',
    'dtype',
    'decay',
    'jit_compile',
    'is_legacy_optimizer',
  ])
    if (isNeutral(key, config[key])) options.take(key);
  for (const key of ['ema_momentum', 'ema_overwrite_frequency']) options.take(key);
  try {
    const result = read(options);
    options.finish();
    return result;
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    throw new UnsupportedError(`the ${what} ${shown(names[0])}: ${error.message}`);
  }
}

function isNeutral(key: string, value: unknown): boolean {
  if (key === 'reduction') return value === 'sum_over_batch_size' || value === 'auto' || value === undefined;
  if (key === 'from_logits') return value !== true;
  if (key === 'decay') return value === 0;
  return true;
}

function rate(options: Options, fallback: number): number {
  return shortest(options.number('learning_rate', fallback));
}

/** Keras stores learning rates as float32. Returns the shortest decimal with the same float32 value. */
function shortest(value: number): number {
  const stored = Math.fround(value);
  if (Math.abs(stored - value) > 2 ** -52 * Math.abs(value)) return value;
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === stored) return short;
  }
  return value;
}

function unless(fallback: unknown, option: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(option).filter(([, value]) => value !== fallback));
}
