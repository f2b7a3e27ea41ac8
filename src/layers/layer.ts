/**
 * The primitive layers: what a {@link LayerGraph} is made of once the author's blocks are expanded.
 * Every option is explicit; nothing here has a default.
 */

/** Sizes of a feature map without the batch: `[height, width, channels]`, or `[units]` once flat. */
export type Shape = readonly number[];

/** `[height, width]`. */
export type Pair = readonly [number, number];

export type Padding = 'valid' | 'same';

export const initializerNames = [
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'lecunUniform',
  'lecunNormal',
  'zeros',
  'ones',
] as const;
export type InitializerName = (typeof initializerNames)[number];

export const activationNames = [
  'linear',
  'relu',
  'relu6',
  'leakyRelu',
  'elu',
  'selu',
  'sigmoid',
  'hardSigmoid',
  'tanh',
  'softplus',
  'softsign',
  'swish',
  'gelu',
  'softmax',
] as const;
export type ActivationName = (typeof activationNames)[number];

interface PoolConfig {
  readonly size: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
}

/** The options of every primitive kind. A new kind is a key here and a line in each facet table. */
export interface LayerConfigs {
  input: { readonly shape: Shape };
  conv2d: {
    readonly filters: number;
    readonly kernel: Pair;
    readonly stride: Pair;
    readonly padding: Padding;
    readonly dilation: Pair;
    readonly bias: boolean;
    readonly kernelInitializer: InitializerName;
    readonly biasInitializer: InitializerName;
  };
  maxPool2d: PoolConfig;
  averagePool2d: PoolConfig;
  globalMaxPool2d: Record<never, never>;
  globalAveragePool2d: Record<never, never>;
  batchNorm: {
    readonly momentum: number;
    readonly epsilon: number;
    readonly center: boolean;
    readonly scale: boolean;
  };
  activation: { readonly function: ActivationName };
  dropout: { readonly rate: number };
  flatten: Record<never, never>;
  dense: {
    readonly units: number;
    readonly bias: boolean;
    readonly kernelInitializer: InitializerName;
    readonly biasInitializer: InitializerName;
  };
  add: Record<never, never>;
  concat: Record<never, never>;
}

export type LayerKind = keyof LayerConfigs;

interface LayerOf<K extends LayerKind> {
  /** Unique in the graph, and a legal Keras layer name. */
  readonly name: string;
  readonly kind: K;
  readonly config: LayerConfigs[K];
  /** Names of the layers whose outputs it takes, in order. Empty for `input` only. */
  readonly inputs: readonly string[];
}

/** One primitive layer, discriminated by `kind`. */
export type Layer<K extends LayerKind = LayerKind> = { [k in K]: LayerOf<k> }[K];

/** A weight of a layer, in Keras's order within the layer. */
export interface WeightSpec {
  /** Keras's name of it: `kernel`, `bias`, `gamma`, `beta`, `moving_mean`, `moving_variance`. */
  readonly name: string;
  readonly shape: Shape;
  readonly trainable: boolean;
  readonly initializer: InitializerName;
}
