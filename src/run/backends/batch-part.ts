import type { Batch } from './engine';

/** `size` images of a batch from `first` on; nothing is copied. */
export function batchPart({ size: all, x, y, weights }: Batch, first: number, size: number): Batch {
  const of = (values: Float32Array) => {
    const each = values.length / all;
    return values.subarray(first * each, (first + size) * each);
  };
  return { size, x: of(x), y: of(y), ...(weights ? { weights: of(weights) } : {}) };
}
