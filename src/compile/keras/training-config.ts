import type { ModelPlan } from '../../check/model-plan';
import type {
  LossSpec,
  LossType,
  MetricName,
  OptimizerSpec,
  OptimizerType,
  TrainingSpec,
} from '../../language/training';
import { type KerasConfig, kerasObject } from '../../layers/keras/keras-object';
import { kerasConfig } from './keras-config';

/** The members of a union by their `type`. */
type ByType<Spec extends { readonly type: string }> = {
  readonly [T in Spec['type']]: Extract<Spec, { readonly type: T }>;
};

/** Keras rejects an integer in JSON as a rate or momentum. The next smaller double has the same float32 value. */
function asFloat(value: number): number {
  return Number.isInteger(value) ? value * (1 - 2 ** -53) : value;
}

/** A Keras class in the form used in `.h5` files. */
type KerasClass = { readonly class_name: string; readonly config: KerasConfig };

const optimizers: { readonly [T in OptimizerType]: (spec: ByType<OptimizerSpec>[T]) => KerasClass } = {
  sgd: ({ momentum, nesterov }) => ({
    class_name: 'SGD',
    config: { name: 'sgd', ...(momentum === 0 ? {} : { momentum: asFloat(momentum) }), nesterov },
  }),
  adam: ({ beta1, beta2, epsilon }) => ({
    class_name: 'Adam',
    config: { name: 'adam', beta_1: beta1, beta_2: beta2, epsilon, amsgrad: false },
  }),
  rmsprop: ({ rho, momentum, epsilon }) => ({
    class_name: 'RMSprop',
    config: { name: 'rmsprop', rho, momentum, epsilon, centered: false },
  }),
};

const losses: { readonly [T in LossType]: (spec: ByType<LossSpec>[T]) => KerasClass } = {
  categoricalCrossentropy: ({ labelSmoothing }) => ({
    class_name: 'CategoricalCrossentropy',
    config: { name: 'categorical_crossentropy', ...crossentropy(labelSmoothing) },
  }),
  binaryCrossentropy: ({ labelSmoothing }) => ({
    class_name: 'BinaryCrossentropy',
    config: { name: 'binary_crossentropy', ...crossentropy(labelSmoothing) },
  }),
  meanSquaredError: () => ({
    class_name: 'MeanSquaredError',
    config: { name: 'mean_squared_error', reduction: 'sum_over_batch_size' },
  }),
};

/** Given the bare name `accuracy`, Keras chooses the accuracy that fits the loss. */
const metrics: Readonly<Record<MetricName, string | KerasClass>> = {
  accuracy: 'accuracy',
  topKAccuracy: {
    class_name: 'TopKCategoricalAccuracy',
    config: { name: 'top_k_categorical_accuracy', dtype: 'float32', k: 5 },
  },
};

/**
 * The `training_config` of a `.h5` file, with which Keras compiles the model when loading it.
 *
 * @param learningRate the optimizer's current one, with which training continues
 */
export function trainingConfig(training: TrainingSpec, learningRate: number): KerasConfig {
  return {
    loss: lossClass(training.loss),
    metrics: training.metrics.map((name) => metrics[name]),
    ...unweighted,
    optimizer_config: optimizerClass(training.optimizer, learningRate),
  };
}

/** The `compile_config` of a `.keras` archive: the same, except that every object names its module. */
function compileConfig(training: TrainingSpec, learningRate: number): KerasConfig {
  const named = (module: string, { class_name: name, config }: KerasClass) =>
    kerasObject(`keras.${module}`, name, config);
  return {
    optimizer: named('optimizers', optimizerClass(training.optimizer, learningRate)),
    loss: named('losses', lossClass(training.loss)),
    metrics: training.metrics.map((name) => {
      const metric = metrics[name];
      return typeof metric === 'string' ? metric : named('metrics', metric);
    }),
    ...unweighted,
  };
}

const unweighted = {
  loss_weights: null,
  weighted_metrics: null,
  run_eagerly: false,
  steps_per_execution: 1,
  jit_compile: false,
} as const;

function optimizerClass<T extends OptimizerType>(
  spec: ByType<OptimizerSpec>[T] & { readonly type: T },
  learningRate: number,
): KerasClass {
  const { class_name, config } = optimizers[spec.type](spec);
  return { class_name, config: { ...config, learning_rate: asFloat(learningRate) } };
}

function lossClass<T extends LossType>(spec: ByType<LossSpec>[T] & { readonly type: T }): KerasClass {
  return losses[spec.type](spec);
}

function crossentropy(labelSmoothing: number): KerasConfig {
  return {
    reduction: 'sum_over_batch_size',
    from_logits: false,
    label_smoothing: labelSmoothing,
    axis: -1,
  };
}

/**
 * The network and its training as the `config.json` of a `.keras` archive: like `model_config`, except that every
 * object names its module.
 *
 * @param learningRate the optimizer's current one (default: the plan's)
 */
export function kerasArchiveConfig(plan: ModelPlan, learningRate?: number): KerasConfig {
  const { config } = kerasConfig(plan) as { readonly config: KerasConfig };
  const layers = config.layers as readonly KerasConfig[];
  const named = layers.map((layer) => ({ module: 'keras.layers', ...layer, registered_name: null }));
  return {
    ...kerasObject('keras.src.models.functional', 'Functional', { ...config, layers: named }),
    registered_name: 'Functional',
    compile_config: compileConfig(plan.training, learningRate ?? plan.training.optimizer.learningRate),
  };
}
