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
  | {
      /** One without options. */
      readonly type: (typeof plainInitializerNames)[number];
    }
  | {
      readonly type: 'constant';
      /** Of every weight. */
      readonly value: number;
    }
  | {
      readonly type: 'randomNormal' | 'truncatedNormal';
      /** Mean of the distribution. */
      readonly mean: number;
      /** Standard deviation of the distribution. */
      readonly stddev: number;
    }
  | {
      readonly type: 'randomUniform';
      /** Lower bound. */
      readonly minval: number;
      /** Upper bound. */
      readonly maxval: number;
    }
  | {
      readonly type: 'orthogonal';
      /** Factor of the orthogonal matrix. */
      readonly gain: number;
    }
  | {
      readonly type: 'varianceScaling';
      /** Factor of the variance. */
      readonly scale: number;
      /** What the variance is divided by: inputs, outputs, or their mean. */
      readonly mode: 'fanIn' | 'fanOut' | 'fanAvg';
      /** Distribution to draw from. */
      readonly distribution: 'truncatedNormal' | 'untruncatedNormal' | 'uniform';
    };
export type InitializerType = InitializerSpec['type'];

/** Adds `l1 · Σ|w| + l2 · Σw²` of a weight to the loss. */
export interface RegularizerSpec {
  /** Factor of the sum of absolute values. */
  readonly l1: number;
  /** Factor of the sum of squares. */
  readonly l2: number;
}

/** What a weight must satisfy after every update. Norms are taken over all axes but the last: the weights that lead to one unit. */
export type ConstraintSpec =
  | {
      readonly type: 'maxNorm';
      /** Largest norm. */
      readonly maxValue: number;
    }
  | {
      readonly type: 'minMaxNorm';
      /** Smallest norm. */
      readonly minValue: number;
      /** Largest norm. */
      readonly maxValue: number;
      /** Fraction of the distance to the bound that one update covers. */
      readonly rate: number;
    }
  | { readonly type: 'nonNegative' | 'unitNorm' };

/** A weight of a layer, in Keras's order within the layer. */
export interface WeightSpec {
  /** Keras's name: `kernel`, `bias`, `depthwise_kernel`, `gamma`, `moving_mean`, …. */
  readonly name: string;
  /** Shape of the array, in Keras's order of axes. */
  readonly shape: Shape;
  /** Whether the optimizer updates it. */
  readonly trainable: boolean;
  /** How its first values are drawn. */
  readonly initializer: InitializerSpec;
  /** Penalty added to the loss; default: none. */
  readonly regularizer?: RegularizerSpec;
  /** Applied after every update; default: none. */
  readonly constraint?: ConstraintSpec;
}
