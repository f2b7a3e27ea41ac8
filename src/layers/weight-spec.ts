import type { Shape } from './shapes';

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

/** How a weight is initialized, in Keras's terms. Every option is explicit. */
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

/** What a weight must satisfy after every update. Norms are taken over all axes but the last: the weights that lead to one unit. */
export type ConstraintSpec =
  | { readonly type: 'maxNorm'; readonly maxValue: number }
  | {
      readonly type: 'minMaxNorm';
      readonly minValue: number;
      readonly maxValue: number;
      /** Fraction of the distance to the bound that one update covers. */
      readonly rate: number;
    }
  | { readonly type: 'nonNegative' | 'unitNorm' };

/** A weight of a layer, in Keras's order within the layer. */
export interface WeightSpec {
  /** Keras's name: `kernel`, `bias`, `depthwise_kernel`, `gamma`, `moving_mean`, …. */
  readonly name: string;
  readonly shape: Shape;
  readonly trainable: boolean;
  readonly initializer: InitializerSpec;
  readonly regularizer?: RegularizerSpec;
  readonly constraint?: ConstraintSpec;
}
