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
export interface ConvWindow {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
}

/** `[[top, bottom], [left, right]]`, in rows and columns. */
export type Borders = readonly [Pair, Pair];

/** The options of every primitive kind, all explicit: nothing here has a default. A new kind is a key here and a line in each facet table. */
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

/** One primitive layer that a block expands to. */
export type BlockLayer<K extends LayerKind = LayerKind> = {
  [k in K]: {
    /** What follows the block's name in the layer's: `conv` in `conv1_conv`. The block's name alone without it. */
    readonly part?: string;
    readonly kind: k;
    readonly config: LayerConfigs[k];
    /** Where the block says each option of the layer: `{ size: ['pool', 'size'] }`. */
    readonly written?: Readonly<Record<string, readonly string[]>>;
  };
}[K];

/** A primitive layer with everything that the shape checker found out about it. */
export type PlannedLayer<K extends LayerKind = LayerKind> = Layer<K> & {
  /** The author's block that it came from. */
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
