import type { LayerConfigs } from '../layer';
import type { ConstraintSpec, InitializerSpec, InitializerType, RegularizerSpec } from '../weight-spec';
import { type KerasConfig, kerasObject } from './keras-object';

type Initializer<T extends InitializerType> = InitializerSpec & { readonly type: T };

/** The class of an initializer and its options. */
interface InitializerClass<T extends InitializerType> {
  readonly className: string;
  options(spec: Initializer<T>): KerasConfig;
}

const seeded = { seed: null } as const;
/** Options of the initializers that scale with the number of inputs and outputs. */
const scaled = { ...seeded, input_axes: null, output_axes: null } as const;

const modes = { fanIn: 'fan_in', fanOut: 'fan_out', fanAvg: 'fan_avg' } as const;
const distributions = {
  truncatedNormal: 'truncated_normal',
  untruncatedNormal: 'untruncated_normal',
  uniform: 'uniform',
} as const;

const initializers: { readonly [T in InitializerType]: InitializerClass<T> } = {
  glorotUniform: { className: 'GlorotUniform', options: () => scaled },
  glorotNormal: { className: 'GlorotNormal', options: () => scaled },
  heUniform: { className: 'HeUniform', options: () => scaled },
  heNormal: { className: 'HeNormal', options: () => scaled },
  lecunUniform: { className: 'LecunUniform', options: () => scaled },
  lecunNormal: { className: 'LecunNormal', options: () => scaled },
  zeros: { className: 'Zeros', options: () => ({}) },
  ones: { className: 'Ones', options: () => ({}) },
  constant: { className: 'Constant', options: ({ value }) => ({ value }) },
  randomNormal: { className: 'RandomNormal', options: ({ mean, stddev }) => ({ ...seeded, mean, stddev }) },
  truncatedNormal: {
    className: 'TruncatedNormal',
    options: ({ mean, stddev }) => ({ ...seeded, mean, stddev }),
  },
  randomUniform: {
    className: 'RandomUniform',
    options: ({ minval, maxval }) => ({ ...seeded, minval, maxval }),
  },
  orthogonal: { className: 'Orthogonal', options: ({ gain }) => ({ ...seeded, gain }) },
  varianceScaling: {
    className: 'VarianceScaling',
    options: ({ scale, mode, distribution }) => ({
      ...scaled,
      scale,
      mode: modes[mode],
      distribution: distributions[distribution],
    }),
  },
};

/** The initializer as Keras 3 serializes it; random ones have no seed. */
export function initializerConfig(spec: InitializerSpec): KerasConfig {
  const { className, options } = initializers[spec.type] as InitializerClass<InitializerType>;
  return kerasObject('keras.initializers', className, options(spec));
}

function regularizerConfig(spec: RegularizerSpec | null): KerasConfig | null {
  return spec && kerasObject('keras.regularizers', 'L1L2', { l1: spec.l1, l2: spec.l2 });
}

/** The constraint of a weight of rank `rank`. Norms are over all axes but the last. */
function constraintConfig(spec: ConstraintSpec | null, rank: number): KerasConfig | null {
  if (spec === null) return null;
  const axis = Array.from({ length: rank - 1 }, (_, i) => i);
  const object = (name: string, options: KerasConfig = {}) => kerasObject('keras.constraints', name, options);
  switch (spec.type) {
    case 'maxNorm':
      return object('MaxNorm', { max_value: spec.maxValue, axis });
    case 'minMaxNorm':
      return object('MinMaxNorm', {
        min_value: spec.minValue,
        max_value: spec.maxValue,
        rate: spec.rate,
        axis,
      });
    case 'nonNegative':
      return object('NonNeg');
    case 'unitNorm':
      return object('UnitNorm', { axis });
  }
}

/** The options of a bias, and of the activation that Keras could apply after it in the same layer. */
export function biasOptions(
  config: Pick<LayerConfigs['dense'], 'bias' | 'biasInitializer' | 'biasRegularizer' | 'biasConstraint'>,
): KerasConfig {
  return {
    activation: 'linear',
    use_bias: config.bias,
    bias_initializer: initializerConfig(config.biasInitializer),
    bias_regularizer: regularizerConfig(config.biasRegularizer),
    bias_constraint: constraintConfig(config.biasConstraint, 1),
  };
}

/** The options of a kernel of rank `rank`. */
export function kernelOptions(
  config: Pick<LayerConfigs['dense'], 'kernelInitializer' | 'kernelRegularizer' | 'kernelConstraint'>,
  rank: number,
): KerasConfig {
  return {
    kernel_initializer: initializerConfig(config.kernelInitializer),
    kernel_regularizer: regularizerConfig(config.kernelRegularizer),
    kernel_constraint: constraintConfig(config.kernelConstraint, rank),
  };
}

/** The options of a depthwise kernel. */
export function depthwiseOptions(
  config: Pick<
    LayerConfigs['depthwiseConv2d'],
    'depthMultiplier' | 'depthwiseInitializer' | 'depthwiseRegularizer' | 'depthwiseConstraint'
  >,
): KerasConfig {
  return {
    depth_multiplier: config.depthMultiplier,
    depthwise_initializer: initializerConfig(config.depthwiseInitializer),
    depthwise_regularizer: regularizerConfig(config.depthwiseRegularizer),
    depthwise_constraint: constraintConfig(config.depthwiseConstraint, 4),
  };
}

/** The options of a pointwise kernel. */
export function pointwiseOptions(
  config: Pick<
    LayerConfigs['separableConv2d'],
    'pointwiseInitializer' | 'pointwiseRegularizer' | 'pointwiseConstraint'
  >,
): KerasConfig {
  return {
    pointwise_initializer: initializerConfig(config.pointwiseInitializer),
    pointwise_regularizer: regularizerConfig(config.pointwiseRegularizer),
    pointwise_constraint: constraintConfig(config.pointwiseConstraint, 4),
  };
}

/** The options of a sliding kernel. */
export function windowOptions(
  config: Pick<LayerConfigs['conv2d'], 'kernel' | 'stride' | 'padding' | 'dilation'>,
): KerasConfig {
  return {
    kernel_size: config.kernel,
    strides: config.stride,
    padding: config.padding,
    data_format: 'channels_last',
    dilation_rate: config.dilation,
    activity_regularizer: null,
  };
}

/** `gamma` and `beta` of a normalization over the channels. */
export function normOptions(
  config: Pick<LayerConfigs['layerNorm'], 'epsilon' | 'center' | 'scale'>,
): KerasConfig {
  return {
    axis: -1,
    epsilon: config.epsilon,
    center: config.center,
    scale: config.scale,
    beta_initializer: initializerConfig({ type: 'zeros' }),
    gamma_initializer: initializerConfig({ type: 'ones' }),
    beta_regularizer: null,
    gamma_regularizer: null,
    beta_constraint: null,
    gamma_constraint: null,
  };
}
