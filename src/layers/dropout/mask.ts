import { randomStream } from '../../random/stream';

/**
 * What a dropout layer multiplies its `size` inputs with in training step `step`: 0 with probability `rate`, else
 * `1 / (1 − rate)`. A function of its arguments alone, so that a resumed run draws the same masks.
 *
 * The stream `dropout/<layer>/<step>` seeds an xoshiro128++ (Blackman and Vigna, 2019) that is written out in the
 * loop: there are millions of decisions in a step.
 */
export function dropoutMask(options: {
  readonly seed: number;
  readonly layer: string;
  readonly step: number;
  readonly rate: number;
  readonly size: number;
}): Float32Array {
  const { seed, layer, step, rate, size } = options;
  const mask = new Float32Array(size);
  if (rate >= 1) return mask;
  // The values are written as bit patterns: the sign of `draw − threshold`, spread over 32 bits, erases the dropped
  // ones. A branch would be mispredicted every other time.
  const bits = new Int32Array(mask.buffer);
  const kept = new Int32Array(Float32Array.of(1 / (1 - rate)).buffer)[0] ?? 0;
  const threshold = Math.round(rate * 0x8000_0000);
  const stream = randomStream(seed, `dropout/${layer}/${step}`);
  let a = stream() | 0;
  let b = stream() | 0;
  let c = stream() | 0;
  let d = stream() | 0;
  for (let i = 0; i < size; i++) {
    const sum = (a + d) | 0;
    const random = (((sum << 7) | (sum >>> 25)) + a) | 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    bits[i] = kept & ~(((random >>> 1) - threshold) >> 31);
  }
  return mask;
}
