import { sizeOf } from '../layers/shapes';

import type { CheckedNode } from './check-shapes';

/** Bytes of a float32. */
export const bytesPerValue = 4;

export interface LayerCosts {
  readonly params: number;
  readonly trainableParams: number;
  /** Multiply-adds for one image. */
  readonly macs: number;
  /** Bytes of its output for one image, float32. */
  readonly activationBytes: number;
}

export function costsOf({ outputShape, weights, macs }: CheckedNode): LayerCosts {
  const count = (list: typeof weights) => list.reduce((sum, weight) => sum + sizeOf(weight.shape), 0);
  return {
    params: count(weights),
    trainableParams: count(weights.filter((weight) => weight.trainable)),
    macs,
    activationBytes: sizeOf(outputShape) * bytesPerValue,
  };
}
