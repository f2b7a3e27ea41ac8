import { type RandomStream, randomStream } from '../../base/random/stream';

/**
 * Returns the factors by which a dropout layer multiplies its inputs in training step `step`, `size` values for each
 * of `images` images: 0 with probability `rate`, otherwise `1 / (1 − rate)`. An image's mask depends only on its
 * position in the step's batch and the other arguments, so a resumed run draws the same masks, and so does a batch
 * that is processed in parts.
 *
 * The stream `dropout/<layer>/<step>/<image>` seeds an xoshiro128++ generator (Blackman and Vigna, 2019), inlined in
 * the loop because a step makes millions of decisions.
 */
export function dropoutMask(options: {
  readonly seed: number;
  readonly layer: string;
  readonly step: number;
  readonly rate: number;
  /** Position of the first image in the step's batch, from 0. */
  readonly firstImage: number;
  readonly images: number;
  readonly size: number;
  /** Number of channels of feature maps: the mask is then written channels first. The decisions are the same. Default: `size`. */
  readonly channelsFirst?: number;
  /** Array of the right size to write to. Default: a new one. */
  readonly into?: Float32Array;
}): Float32Array {
  const { seed, layer, step, rate, firstImage, images, size, channelsFirst = size } = options;
  const mask = options.into ?? new Float32Array(images * size);
  if (rate >= 1) return mask.fill(0);
  const bits = new Int32Array(mask.buffer, mask.byteOffset, mask.length);
  for (let i = 0; i < images; i++) {
    const stream = randomStream(seed, `dropout/${layer}/${step}/${firstImage + i}`);
    decide(bits.subarray(i * size, (i + 1) * size), channelsFirst, rate, stream);
  }
  return mask;
}

/**
 * Draws the mask of one image, position by position, and channel by channel within a position. Values are written as
 * bit patterns: the sign of `draw − threshold`, spread over 32 bits, clears the dropped ones. A branch would be
 * mispredicted half the time.
 */
function decide(bits: Int32Array, channels: number, rate: number, stream: RandomStream): void {
  const kept = new Int32Array(Float32Array.of(1 / (1 - rate)).buffer)[0] ?? 0;
  const threshold = Math.round(rate * 0x8000_0000);
  let a = stream() | 0;
  let b = stream() | 0;
  let c = stream() | 0;
  let d = stream() | 0;
  const places = bits.length / channels;
  for (let place = 0; place < places; place++) {
    for (let at = place; at < bits.length; at += places) {
      const sum = (a + d) | 0;
      const random = (((sum << 7) | (sum >>> 25)) + a) | 0;
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);
      bits[at] = kept & ~(((random >>> 1) - threshold) >> 31);
    }
  }
}
