import type { definition, LayerDefinition } from './custom/definition';
import type { Padding, Pair, Shape } from './shapes';
import type { ConstraintSpec, InitializerSpec, RegularizerSpec, WeightSpec } from './weight-spec';

export const activationNames = [
  'linear',
  'relu',
  'relu6',
  'leakyReLU',
  'elu',
  'selu',
  'sigmoid',
  'hardSigmoid',
  'tanh',
  'softplus',
  'softsign',
  'swish',
  'gelu',
  'mish',
  'softmax',
] as const;
/** Name of an activation function. */
export type ActivationName = (typeof activationNames)[number];

/** An activation function and its options, if it has any. */
export type ActivationConfig = PlainActivation | LeakyReLU | Elu;

/** An activation function without options. */
export interface PlainActivation {
  /** Name of the function. */
  readonly function: Exclude<ActivationName, 'leakyReLU' | 'elu'>;
}

/** The activation function `leakyReLU`. */
export interface LeakyReLU {
  /** Name of the function. */
  readonly function: 'leakyReLU';
  /** Slope below zero; Keras's activation uses 0.2. */
  readonly slope: number;
}

/** The activation function `elu`. */
export interface Elu {
  /** Name of the function. */
  readonly function: 'elu';
  /** `alpha · (eˣ − 1)` below zero. */
  readonly alpha: number;
}

/** Options of pooling layers. */
export interface PoolConfig {
  /** Height and width of the window. */
  readonly size: Pair;
  /** Step of the window, `[rows, columns]`. */
  readonly stride: Pair;
  /** How borders are padded. */
  readonly padding: Padding;
}

/** Options of global pooling layers. */
export interface GlobalPoolConfig {
  /** Whether the output is `[1, 1, channels]` instead of `[channels]`. */
  readonly keepDimensions: boolean;
}

/** Options of the weight `bias`. */
export interface BiasConfig {
  /** Whether the layer has a bias. */
  readonly bias: boolean;
  /** How its first values are drawn. */
  readonly biasInitializer: InitializerSpec;
  /** Penalty added to the loss; `null` for none. */
  readonly biasRegularizer: RegularizerSpec | null;
  /** Applied after every update; `null` for none. */
  readonly biasConstraint: ConstraintSpec | null;
}

/** Options of the weight `kernel`. */
export interface KernelConfig {
  /** How its first values are drawn. */
  readonly kernelInitializer: InitializerSpec;
  /** Penalty added to the loss; `null` for none. */
  readonly kernelRegularizer: RegularizerSpec | null;
  /** Applied after every update; `null` for none. */
  readonly kernelConstraint: ConstraintSpec | null;
}

/** Options of the depthwise kernel, which works within each channel. */
export interface DepthwiseConfig {
  /** Number of output channels per input channel. */
  readonly depthMultiplier: number;
  /** How its first values are drawn. */
  readonly depthwiseInitializer: InitializerSpec;
  /** Penalty added to the loss; `null` for none. */
  readonly depthwiseRegularizer: RegularizerSpec | null;
  /** Applied after every update; `null` for none. */
  readonly depthwiseConstraint: ConstraintSpec | null;
}

/** Options of the pointwise kernel, which mixes the channels. */
export interface PointwiseConfig {
  /** How its first values are drawn. */
  readonly pointwiseInitializer: InitializerSpec;
  /** Penalty added to the loss; `null` for none. */
  readonly pointwiseRegularizer: RegularizerSpec | null;
  /** Applied after every update; `null` for none. */
  readonly pointwiseConstraint: ConstraintSpec | null;
}

/** A kernel that slides over height and width. */
export interface ConvWindow {
  /** Height and width of the window. */
  readonly kernel: Pair;
  /** Step of the window, `[rows, columns]`. */
  readonly stride: Pair;
  /** How borders are padded. */
  readonly padding: Padding;
  /** Distance between neighbouring values of the window, `[rows, columns]`. */
  readonly dilation: Pair;
}

/** `[[top, bottom], [left, right]]`, in rows and columns. */
export type Borders = readonly [Pair, Pair];

/**
 * The options of every primitive kind. All are explicit, without defaults. To add a kind, add a key here and a line
 * to each facet table.
 */
export interface LayerConfigs {
  /** The images. */
  input: InputConfig;
  /** Convolution. */
  conv2d: FiltersConfig & ConvWindow & KernelConfig & BiasConfig;
  /** Convolution within each channel. */
  depthwiseConv2d: ConvWindow & DepthwiseConfig & BiasConfig;
  /** Depthwise convolution followed by a 1×1 convolution. */
  separableConv2d: FiltersConfig & ConvWindow & DepthwiseConfig & PointwiseConfig & BiasConfig;
  /** Transposed convolution, which enlarges the feature map by its stride. */
  conv2dTranspose: FiltersConfig & ConvWindow & KernelConfig & BiasConfig;
  /** Maximum of each window. */
  maxPool2d: PoolConfig;
  /** Mean of each window. */
  averagePool2d: PoolConfig;
  /** Maximum of each channel. */
  globalMaxPool2d: GlobalPoolConfig;
  /** Mean of each channel. */
  globalAveragePool2d: GlobalPoolConfig;
  /** Batch normalization over all axes but the last. */
  batchNorm: BatchNormConfig;
  /** Layer normalization over the last axis. */
  layerNorm: LayerNormConfig;
  /** A function of each value. */
  activation: ActivationConfig;
  /** Leaky ReLU whose slopes are trained. */
  prelu: PreluConfig;
  /** Drops single values while training. */
  dropout: DropoutConfig;
  /** Drops whole channels while training. */
  spatialDropout2d: DropoutConfig;
  /** Adds rows and columns of zeros. */
  zeroPadding2d: ZeroPaddingConfig;
  /** Removes rows and columns. */
  cropping2d: CroppingConfig;
  /** Repeats or interpolates rows and columns. */
  upsampling2d: UpsamplingConfig;
  /** A feature map as a vector. */
  flatten: Record<never, never>;
  /** The same values in another shape. */
  reshape: ReshapeConfig;
  /** Fully connected layer over the last axis. */
  dense: DenseConfig & KernelConfig & BiasConfig;
  /** Sum of several inputs. */
  add: Record<never, never>;
  /** Product of several inputs. Sizes of 1 are broadcast to those of the other inputs. */
  multiply: Record<never, never>;
  /** Several inputs one after another along the last axis. */
  concat: Record<never, never>;
  /** A kind that a plugin defines. */
  custom: CustomConfig;
}

/** Options of `input`. */
export interface InputConfig {
  /** `[height, width, channels]`. */
  readonly shape: Shape;
}

/** Number of channels that a convolution yields. */
export interface FiltersConfig {
  /** At least 1. */
  readonly filters: number;
}

/** Options of `batchNorm`. */
export interface BatchNormConfig {
  /** Share of the moving statistics that each step keeps. */
  readonly momentum: number;
  /** Added to the variance, so that nothing is divided by 0. */
  readonly epsilon: number;
  /** Whether it adds `beta`. */
  readonly center: boolean;
  /** Whether it multiplies by `gamma`. */
  readonly scale: boolean;
}

/** Options of `layerNorm`. */
export interface LayerNormConfig {
  /** Added to the variance, so that nothing is divided by 0. */
  readonly epsilon: number;
  /** Whether it adds `beta`. */
  readonly center: boolean;
  /** Whether it multiplies by `gamma`. */
  readonly scale: boolean;
}

/** Options of `prelu`. */
export interface PreluConfig {
  /** How the slopes get their first values. */
  readonly alphaInitializer: InitializerSpec;
  /** Whether slopes are shared by height and width: one per channel instead of one per value. */
  readonly shared: boolean;
}

/** Options of `dropout` and `spatialDropout2d`. */
export interface DropoutConfig {
  /** Share that is dropped, from 0 to below 1. */
  readonly rate: number;
}

/** Options of `zeroPadding2d`. */
export interface ZeroPaddingConfig {
  /** Rows and columns to add. */
  readonly padding: Borders;
}

/** Options of `cropping2d`. */
export interface CroppingConfig {
  /** Rows and columns to remove. */
  readonly cropping: Borders;
}

/** Options of `upsampling2d`. */
export interface UpsamplingConfig {
  /** Factors of height and width. */
  readonly size: Pair;
  /** How values between the given ones are made. */
  readonly interpolation: 'nearest' | 'bilinear';
}

/** Options of `reshape`. */
export interface ReshapeConfig {
  /** The shape of one output. One of its sizes may be -1, which is computed from the others. */
  readonly shape: Shape;
}

/** Options of `dense`. */
export interface DenseConfig {
  /** Number of values that it yields. */
  readonly units: number;
}

/** Options of a kind that a program brings. */
export interface CustomConfig {
  /** The options as its schema has them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The kind itself. */
  readonly [definition]: LayerDefinition;
}

/** Name of a primitive kind of layer. */
export type LayerKind = keyof LayerConfigs;

/** One primitive layer of kind `K`. */
export interface LayerOf<K extends LayerKind> {
  /** Unique in the network, and a valid Keras layer name. */
  readonly name: string;
  /** Selects the type of `config`. */
  readonly kind: K;
  /** Options, every one explicit. */
  readonly config: LayerConfigs[K];
  /** Names of the layers whose outputs it takes, in order. Empty only for `input`. */
  readonly inputs: readonly string[];
  /** Present (and false) if the layer is frozen. A frozen batch norm uses its moving statistics, as in inference. */
  readonly trainable?: false;
}

/** One primitive layer, discriminated by `kind`. */
export type Layer<K extends LayerKind = LayerKind> = { [k in K]: LayerOf<k> }[K];

/** One primitive layer that a block expands to. */
export type BlockLayer<K extends LayerKind = LayerKind> = {
  [k in K]: {
    /** The suffix of the layer's name after the block's: `conv` in `conv1_conv`. Without it, the layer has the block's name. */
    readonly part?: string;
    /** Selects the type of `config`. */
    readonly kind: k;
    /** Options, every one explicit. */
    readonly config: LayerConfigs[k];
    /** The path in the block of each of the layer's options: `{ size: ['pool', 'size'] }`. */
    readonly written?: Readonly<Record<string, readonly string[]>>;
  };
}[K];

/** A primitive layer with the results of the shape checker. */
export type PlannedLayer<K extends LayerKind = LayerKind> = Layer<K> & {
  /** Name of the author's block that it comes from. */
  readonly block: string;
  /** Shapes of its inputs, in order. */
  readonly inputShapes: readonly Shape[];
  /** `[height, width, channels]`, or `[units]` after flattening. */
  readonly outputShape: Shape;
  /** In Keras's order. */
  readonly weights: readonly WeightSpec[];
  /** Number of weights, trainable or not. */
  readonly params: number;
  /** Number of weights that training changes. */
  readonly trainableParams: number;
  /** Multiply-adds for one image. */
  readonly macs: number;
  /** Bytes of its output for one image, float32. */
  readonly activationBytes: number;
};
