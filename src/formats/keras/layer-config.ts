import type { ActivationName, LayerConfigs, LayerKind, Padding, Pair, Shape } from '../../layers/layer';
import type { PlannedLayer } from '../../plan/model-plan';
import { initializerConfig } from './initializer-config';
import { type KerasConfig, kerasObject } from './keras-object';

/** What stands for a layer kind in a Keras 3 configuration. */
interface KerasLayerKind<K extends LayerKind> {
  readonly className: string;
  /** The options that the class adds to those of every layer. */
  options(config: LayerConfigs[K]): KerasConfig;
  /** Arguments of the call that Keras records besides the inputs. */
  readonly callOptions?: KerasConfig;
}

/** Keras's names of the activations. Its `leaky_relu` has the slope 0.2, as ours has. */
const activation = {
  linear: 'linear',
  relu: 'relu',
  relu6: 'relu6',
  leakyRelu: 'leaky_relu',
  elu: 'elu',
  selu: 'selu',
  sigmoid: 'sigmoid',
  hardSigmoid: 'hard_sigmoid',
  tanh: 'tanh',
  softplus: 'softplus',
  softsign: 'softsign',
  swish: 'silu',
  gelu: 'gelu',
  softmax: 'softmax',
} as const satisfies Record<ActivationName, string>;

const channelsLast = { data_format: 'channels_last' } as const;

const kinds: { readonly [K in LayerKind]: KerasLayerKind<K> } = {
  input: {
    className: 'InputLayer',
    options: ({ shape }) => ({ batch_shape: batched(shape), sparse: false, ragged: false, optional: false }),
  },
  conv2d: {
    className: 'Conv2D',
    options: (config) => ({
      filters: config.filters,
      kernel_size: config.kernel,
      strides: config.stride,
      padding: config.padding,
      ...channelsLast,
      dilation_rate: config.dilation,
      groups: 1,
      ...weighted(config),
      activity_regularizer: null,
    }),
  },
  maxPool2d: { className: 'MaxPooling2D', options: pooling },
  averagePool2d: { className: 'AveragePooling2D', options: pooling },
  globalMaxPool2d: { className: 'GlobalMaxPooling2D', options: globalPooling },
  globalAveragePool2d: { className: 'GlobalAveragePooling2D', options: globalPooling },
  batchNorm: {
    className: 'BatchNormalization',
    options: (config) => ({
      axis: -1,
      ...config,
      beta_initializer: initializerConfig('zeros'),
      gamma_initializer: initializerConfig('ones'),
      moving_mean_initializer: initializerConfig('zeros'),
      moving_variance_initializer: initializerConfig('ones'),
      beta_regularizer: null,
      gamma_regularizer: null,
      beta_constraint: null,
      gamma_constraint: null,
      synchronized: false,
      renorm: false,
      renorm_clipping: null,
      renorm_momentum: 0.99,
    }),
    callOptions: { mask: null },
  },
  activation: {
    className: 'Activation',
    options: (config) => ({ activation: activation[config.function] }),
  },
  dropout: {
    className: 'Dropout',
    options: ({ rate }) => ({ rate, seed: null, noise_shape: null }),
    callOptions: { training: false },
  },
  flatten: { className: 'Flatten', options: () => channelsLast },
  dense: {
    className: 'Dense',
    options: (config) => ({ units: config.units, ...weighted(config), quantization_config: null }),
  },
  add: { className: 'Add', options: () => ({}) },
  concat: { className: 'Concatenate', options: () => ({ axis: -1 }) },
};

/**
 * The layer as Keras 3 stores it in `.h5` files: class, options with every default, and the tensors it takes,
 * which are the first outputs of the layers that it names.
 */
export function layerConfig(layer: PlannedLayer): KerasConfig {
  const { className, callOptions = {} } = kinds[layer.kind];
  const tensors = layer.inputs.map((name, i) => kerasTensor(name, layer.inputShapes[i] ?? []));
  const merges = layer.kind === 'add' || layer.kind === 'concat';
  return {
    class_name: className,
    config: { name: layer.name, ...common(layer.kind), ...layerOptions(layer) },
    name: layer.name,
    inbound_nodes:
      layer.kind === 'input' ? [] : [{ args: merges ? [tensors] : tensors, kwargs: callOptions }],
  };
}

function layerOptions<K extends LayerKind>(layer: { readonly kind: K; readonly config: LayerConfigs[K] }) {
  return kinds[layer.kind].options(layer.config);
}

/** The options that every layer has; only the input's type is a bare name. */
function common(kind: LayerKind): KerasConfig {
  if (kind === 'input') return { dtype: 'float32' };
  return { trainable: true, dtype: kerasObject('keras', 'DTypePolicy', { name: 'float32' }) };
}

function weighted(config: LayerConfigs['conv2d' | 'dense']): KerasConfig {
  return {
    activation: 'linear',
    use_bias: config.bias,
    kernel_initializer: initializerConfig(config.kernelInitializer),
    bias_initializer: initializerConfig(config.biasInitializer),
    kernel_regularizer: null,
    bias_regularizer: null,
    kernel_constraint: null,
    bias_constraint: null,
  };
}

function pooling(config: {
  readonly size: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
}): KerasConfig {
  return { pool_size: config.size, padding: config.padding, strides: config.stride, ...channelsLast };
}

function globalPooling(): KerasConfig {
  return { ...channelsLast, keepdims: false };
}

function kerasTensor(layer: string, shape: Shape): KerasConfig {
  return {
    class_name: '__keras_tensor__',
    config: { shape: batched(shape), dtype: 'float32', keras_history: [layer, 0, 0] },
  };
}

/** A shape with the batch in front, of any size. */
function batched(shape: Shape): readonly (number | null)[] {
  return [null, ...shape];
}
