import { type RandomStream, randomStream, uniform } from '../../base/random/stream';
import type { Batch } from '../backends/engine';

/**
 * A number from Beta(`alpha`, `alpha`), `0 < alpha ≤ 1`, by Jöhnk's method (1964): of two uniform numbers raised to
 * 1/alpha, the share of the first in their sum, drawn anew while the sum exceeds 1. In logarithms, since small powers
 * underflow.
 */
export function drawBeta(alpha: number, stream: RandomStream): number {
  for (;;) {
    const first = Math.log(1 - uniform(stream)) / alpha;
    const second = Math.log(1 - uniform(stream)) / alpha;
    if (Math.exp(first) + Math.exp(second) <= 1) return 1 / (1 + Math.exp(second - first));
  }
}

/**
 * Blends each image of a batch, and its label alike, with one of the batch: `λ · own + (1 − λ) · other`, λ from
 * Beta(alpha, alpha), the other drawn evenly, possibly itself (Zhang et al., "mixup", 2018, with a λ for each image).
 *
 * @param numbers the images' numbers in their set, row by row: with `seed` and `epoch` they give the draws
 */
export function mixUp(
  { size, x, y }: Batch,
  numbers: readonly number[],
  { alpha, seed, epoch }: { readonly alpha: number; readonly seed: number; readonly epoch: number },
): Batch {
  const [mixedX, mixedY] = [new Float32Array(x.length), new Float32Array(y.length)];
  const blend = (from: Float32Array, to: Float32Array, row: number, other: number, share: number) => {
    const length = from.length / size;
    for (let i = 0; i < length; i++) {
      to[row * length + i] =
        share * (from[row * length + i] ?? 0) + (1 - share) * (from[other * length + i] ?? 0);
    }
  };
  for (const [row, number] of numbers.entries()) {
    const stream = randomStream(seed, `mixup/${epoch}/${number}`);
    const share = drawBeta(alpha, stream);
    const other = Math.floor(uniform(stream) * size);
    blend(x, mixedX, row, other, share);
    blend(y, mixedY, row, other, share);
  }
  return { size, x: mixedX, y: mixedY };
}
