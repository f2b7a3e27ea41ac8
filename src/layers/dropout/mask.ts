import { type RandomStream, randomStream } from '../../base/random/stream';

/**
 * What a dropout layer multiplies the inputs of `images` images with in training step `step`, `size` for each of them:
 * 0 with probability `rate`, else `1 / (1 − rate)`. The mask of an image is a function of its place in the step's batch
 * and the other arguments alone: a resumed run draws the same masks, and so does a batch that is worked through in parts.
 *
 * The stream `dropout/<layer>/<step>/<image>` seeds an xoshiro128++ (Blackman and Vigna, 2019) that is written out in
 * the loop: there are millions of decisions in a step.
 */
export function dropoutMask(options: {
  readonly seed: number;
  readonly layer: string;
  readonly step: number;
  readonly rate: number;
  /** Place in the step's batch of the first image, from 0. */
  readonly firstImage: number;
  readonly images: number;
  readonly size: number;
  /** Channels of maps that the mask is for, which are then written channels first; the decisions stay the same. */
  readonly channelsFirst?: number;
  /** Memory of that size to write to. */
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
 * Decides for one image, place by place, the `channels` of a place one after another. The values are written as bit
 * patterns: the sign of `draw − threshold`, spread over 32 bits, erases the dropped ones. A branch would be mispredicted
 * every other time.
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
