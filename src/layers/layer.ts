import type { definition, LayerDefinition } from './custom/definition';

/**
 * The primitive layers: what a {@link LayerGraph} is made of once the author's blocks are expanded.
 * Every option is explicit; nothing here has a default.
 */

/** Sizes of a feature map without the batch: `[height, width, channels]`, or `[units]` once flat. */
export type Shape = readonly number[];

/** `[height, width]`. */
export type Pair = readonly [number, number];

export type Padding = 'valid' | 'same';

/** Initializers that take no options. */
export const plainInitializerNames = [
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'lecunUniform',
  'lecunNormal',
  'zeros',
  'ones',
] as const;

/** How a weight gets its first values, in Keras's terms; every option explicit. */
export type InitializerSpec =
  | { readonly type: (typeof plainInitializerNames)[number] }
  | { readonly type: 'constant'; readonly value: number }
  | { readonly type: 'randomNormal' | 'truncatedNormal'; readonly mean: number; readonly stddev: number }
  | { readonly type: 'randomUniform'; readonly minval: number; readonly maxval: number }
  | { readonly type: 'orthogonal'; readonly gain: number }
  | {
      readonly type: 'varianceScaling';
      readonly scale: number;
      readonly mode: 'fanIn' | 'fanOut' | 'fanAvg';
      readonly distribution: 'truncatedNormal' | 'untruncatedNormal' | 'uniform';
    };
export type InitializerType = InitializerSpec['type'];

/** Adds `l1 · Σ|w| + l2 · Σw²` of a weight to the loss. */
export interface RegularizerSpec {
  readonly l1: number;
  readonly l2: number;
}

/**
 * What a weight is made to obey after every update. Norms are those of the weights that lead to one unit: over all
 * axes but the last.
 */
export type ConstraintSpec =
  | { readonly type: 'maxNorm'; readonly maxValue: number }
  | {
      readonly type: 'minMaxNorm';
      readonly minValue: number;
      readonly maxValue: number;
      /** How much of the way to the bound one update goes. */
      readonly rate: number;
    }
  | { readonly type: 'nonNegative' | 'unitNorm' };

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

/** A function of each value, with the options of those that have any. */
export type ActivationConfig =
  | { readonly function: Exclude<ActivationName, 'leakyReLU' | 'elu'> }
  /** Slope below zero; Keras's activation has 0.2. */
  | { readonly function: 'leakyReLU'; readonly slope: number }
  /** Below zero `alpha · (eˣ − 1)`. */
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

/** Options of the weight that stays within each channel. */
export interface DepthwiseConfig {
  /** Channels that each input channel yields. */
  readonly depthMultiplier: number;
  readonly depthwiseInitializer: InitializerSpec;
  readonly depthwiseRegularizer: RegularizerSpec | null;
  readonly depthwiseConstraint: ConstraintSpec | null;
}

/** Options of the weight that mixes the channels. */
export interface PointwiseConfig {
  readonly pointwiseInitializer: InitializerSpec;
  readonly pointwiseRegularizer: RegularizerSpec | null;
  readonly pointwiseConstraint: ConstraintSpec | null;
}

/** A kernel that slides over height and width. */
interface ConvWindow {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
}

/** `[[top, bottom], [left, right]]`, in rows and columns. */
export type Borders = readonly [Pair, Pair];

/** The options of every primitive kind. A new kind is a key here and a line in each facet table. */
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
    /** One slope for each channel instead of one for each value. */
    readonly shared: boolean;
  };
  dropout: { readonly rate: number };
  /** Drops whole channels. */
  spatialDropout2d: { readonly rate: number };
  zeroPadding2d: { readonly padding: Borders };
  cropping2d: { readonly cropping: Borders };
  upsampling2d: { readonly size: Pair; readonly interpolation: 'nearest' | 'bilinear' };
  flatten: Record<never, never>;
  /** The shape of one output; one of its sizes may be -1: whatever is left. */
  reshape: { readonly shape: Shape };
  dense: { readonly units: number } & KernelConfig & BiasConfig;
  add: Record<never, never>;
  /** A size of 1 stands for as many as the other inputs have. */
  multiply: Record<never, never>;
  concat: Record<never, never>;
  /** A kind that a program brings. */
  custom: { readonly options: Readonly<Record<string, unknown>>; readonly [definition]: LayerDefinition };
}

export type LayerKind = keyof LayerConfigs;

interface LayerOf<K extends LayerKind> {
  /** Unique in the graph, and a legal Keras layer name. */
  readonly name: string;
  readonly kind: K;
  readonly config: LayerConfigs[K];
  /** Names of the layers whose outputs it takes, in order. Empty for `input` only. */
  readonly inputs: readonly string[];
  /** There, and false, where training leaves its weights as they are; a batch norm then normalizes as it does in use. */
  readonly trainable?: false;
}

/** One primitive layer, discriminated by `kind`. */
export type Layer<K extends LayerKind = LayerKind> = { [k in K]: LayerOf<k> }[K];

/** A weight of a layer, in Keras's order within the layer. */
export interface WeightSpec {
  /** Keras's name of it: `kernel`, `bias`, `depthwise_kernel`, `gamma`, `moving_mean`, …. */
  readonly name: string;
  readonly shape: Shape;
  readonly trainable: boolean;
  readonly initializer: InitializerSpec;
  readonly regularizer?: RegularizerSpec;
  readonly constraint?: ConstraintSpec;
}
