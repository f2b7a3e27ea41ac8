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
export type ActivationName = (typeof activationNames)[number];

/** An activation function and its options, if it has any. */
export type ActivationConfig =
  | { readonly function: Exclude<ActivationName, 'leakyReLU' | 'elu'> }
  /** Slope below zero; Keras's activation uses 0.2. */
  | { readonly function: 'leakyReLU'; readonly slope: number }
  /** `alpha · (eˣ − 1)` below zero. */
  | { readonly function: 'elu'; readonly alpha: number };

interface PoolConfig {
  readonly size: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
}

interface GlobalPoolConfig {
  /** Whether the output is `[1, 1, channels]` instead of `[channels]`. */
  readonly keepDimensions: boolean;
}

/** Options of the weight `bias`. */
export interface BiasConfig {
  readonly bias: boolean;
  readonly biasInitializer: InitializerSpec;
  readonly biasRegularizer: RegularizerSpec | null;
  readonly biasConstraint: ConstraintSpec | null;
}

/** Options of the weight `kernel`. */
export interface KernelConfig {
  readonly kernelInitializer: InitializerSpec;
  readonly kernelRegularizer: RegularizerSpec | null;
  readonly kernelConstraint: ConstraintSpec | null;
}

/** Options of the depthwise kernel, which works within each channel. */
export interface DepthwiseConfig {
  /** Number of output channels per input channel. */
  readonly depthMultiplier: number;
  readonly depthwiseInitializer: InitializerSpec;
  readonly depthwiseRegularizer: RegularizerSpec | null;
  readonly depthwiseConstraint: ConstraintSpec | null;
}

/** Options of the pointwise kernel, which mixes the channels. */
export interface PointwiseConfig {
  readonly pointwiseInitializer: InitializerSpec;
  readonly pointwiseRegularizer: RegularizerSpec | null;
  readonly pointwiseConstraint: ConstraintSpec | null;
}

/** A kernel that slides over height and width. */
export interface ConvWindow {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
}

/** `[[top, bottom], [left, right]]`, in rows and columns. */
export type Borders = readonly [Pair, Pair];

/**
 * The options of every primitive kind. All are explicit, without defaults. To add a kind, add a key here and a line
 * to each facet table.
 */
export interface LayerConfigs {
  input: { readonly shape: Shape };
  conv2d: { readonly filters: number } & ConvWindow & KernelConfig & BiasConfig;
  depthwiseConv2d: ConvWindow & DepthwiseConfig & BiasConfig;
  separableConv2d: { readonly filters: number } & ConvWindow & DepthwiseConfig & PointwiseConfig & BiasConfig;
  conv2dTranspose: { readonly filters: number } & ConvWindow & KernelConfig & BiasConfig;
  maxPool2d: PoolConfig;
  averagePool2d: PoolConfig;
  globalMaxPool2d: GlobalPoolConfig;
  globalAveragePool2d: GlobalPoolConfig;
  batchNorm: {
    readonly momentum: number;
    readonly epsilon: number;
    readonly center: boolean;
    readonly scale: boolean;
  };
  layerNorm: {
    readonly epsilon: number;
    readonly center: boolean;
    readonly scale: boolean;
  };
  activation: ActivationConfig;
  prelu: {
    readonly alphaInitializer: InitializerSpec;
    /** Whether slopes are shared by height and width: one per channel instead of one per value. */
    readonly shared: boolean;
  };
  dropout: { readonly rate: number };
  /** Drops whole channels. */
  spatialDropout2d: { readonly rate: number };
  zeroPadding2d: { readonly padding: Borders };
  cropping2d: { readonly cropping: Borders };
  upsampling2d: { readonly size: Pair; readonly interpolation: 'nearest' | 'bilinear' };
  flatten: Record<never, never>;
  /** The shape of one output. One of its sizes may be -1, which is computed from the others. */
  reshape: { readonly shape: Shape };
  dense: { readonly units: number } & KernelConfig & BiasConfig;
  add: Record<never, never>;
  /** Sizes of 1 are broadcast to those of the other inputs. */
  multiply: Record<never, never>;
  concat: Record<never, never>;
  /** A kind that a plugin defines. */
  custom: { readonly options: Readonly<Record<string, unknown>>; readonly [definition]: LayerDefinition };
}

export type LayerKind = keyof LayerConfigs;

interface LayerOf<K extends LayerKind> {
  /** Unique in the network, and a valid Keras layer name. */
  readonly name: string;
  readonly kind: K;
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
    readonly kind: k;
    readonly config: LayerConfigs[k];
    /** The path in the block of each of the layer's options: `{ size: ['pool', 'size'] }`. */
    readonly written?: Readonly<Record<string, readonly string[]>>;
  };
}[K];

/** A primitive layer with the results of the shape checker. */
export type PlannedLayer<K extends LayerKind = LayerKind> = Layer<K> & {
  /** Name of the author's block that it comes from. */
  readonly block: string;
  readonly inputShapes: readonly Shape[];
  readonly outputShape: Shape;
  /** In Keras's order. */
  readonly weights: readonly WeightSpec[];
  readonly params: number;
  readonly trainableParams: number;
  /** Multiply-adds for one image. */
  readonly macs: number;
  /** Bytes of its output for one image, float32. */
  readonly activationBytes: number;
};
