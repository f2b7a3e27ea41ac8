import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/base/random/stream';
import type { Batch } from '../../../src/run/backends/engine';
import { drawBeta, mixUp } from '../../../src/run/data/augment';

describe('drawBeta', () => {
  // Beta(a, a) has the mean 1/2 and the variance 1 / (4 (2a + 1)).
  it.each([0.05, 0.2, 0.5, 1])('has the mean and the variance of Beta(%d, %d)', (alpha) => {
    const stream = randomStream(1, `beta/${alpha}`);
    const draws = Array.from({ length: 20_000 }, () => drawBeta(alpha, stream));
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length;
    expect(draws.every((draw) => draw >= 0 && draw <= 1)).toBe(true);
    expect(mean).toBeCloseTo(0.5, 1);
    expect(variance).toBeCloseTo(1 / (4 * (2 * alpha + 1)), 2);
  });

  it('is a number even for tiny alpha', () => {
    const stream = randomStream(2, 'beta');
    const draws = Array.from({ length: 1000 }, () => drawBeta(1e-9, stream));
    expect(draws.every((draw) => draw === 0 || draw === 1)).toBe(true);
    expect(new Set(draws).size).toBe(2);
  });
});

describe('mixUp', () => {
  /** Image `i` has the values 10·i and 10·i + 1, and is of class `i`. */
  const batch: Batch = {
    size: 3,
    x: Float32Array.from([0, 1, 10, 11, 20, 21]),
    y: Float32Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1]),
  };
  const mixed = (epoch: number, seed = 1, numbers = [4, 8, 15]) =>
    mixUp(batch, numbers, { alpha: 1, seed, epoch });

  it('blends images and labels with the same weights', () => {
    const { size, x, y } = mixed(0);
    expect(size).toBe(3);
    for (let row = 0; row < 3; row++) {
      const shares = Array.from(y.subarray(3 * row, 3 * row + 3));
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
      const expected = 10 * (shares[1] ?? 0) + 20 * (shares[2] ?? 0);
      expect(x[2 * row]).toBeCloseTo(expected, 4);
      expect(x[2 * row + 1]).toBeCloseTo(expected + 1, 4);
    }
    expect(y.some((share) => share > 0 && share < 1)).toBe(true);
  });

  it('depends only on the seed, the epoch and the index of an image', () => {
    expect(mixed(0)).toEqual(mixed(0));
    expect(mixed(1)).not.toEqual(mixed(0));
    expect(mixed(0, 2)).not.toEqual(mixed(0));
    const first = mixed(0, 1, [4, 99, 98]);
    expect(first.x.subarray(0, 2)).toEqual(mixed(0).x.subarray(0, 2));
    expect(first.x.subarray(2)).not.toEqual(mixed(0).x.subarray(2));
  });

  it('does not change the given batch', () => {
    mixed(0);
    expect(Array.from(batch.x)).toEqual([0, 1, 10, 11, 20, 21]);
  });
});
