import { type RandomStream, randomStream, uniform } from '../../base/random/stream';
import type { AugmentSpec } from '../../language/data';
import type { Batch } from '../backends/engine';
import type { Pixels } from './pixels';

/** One drawing of the random changes of an image. */
export interface Augmentation {
  readonly flip: { readonly horizontal: boolean; readonly vertical: boolean };
  /** Counter-clockwise, in radians. */
  readonly rotation: number;
  /** Down and to the right, as shares of height and width. */
  readonly shift: readonly [number, number];
  readonly scale: number;
  /** Added to every pixel, as a share of the full range. */
  readonly brightness: number;
  /** Factor of each pixel's distance from its channel's mean. */
  readonly contrast: number;
  /** A rectangle: its middle and its size, down and to the right, as shares of height and width. */
  readonly cutout: { readonly middle: readonly [number, number]; readonly size: number };
}

/**
 * Draws the changes of one image. Ten numbers are taken from `stream` whatever the spec asks for, so that changing one
 * option leaves the others' draws as they were.
 */
export function drawAugmentation(spec: AugmentSpec, stream: RandomStream): Augmentation {
  const either = () => 2 * uniform(stream) - 1;
  const allows = (way: 'horizontal' | 'vertical') => spec.flip === way || spec.flip === 'both';
  const horizontal = uniform(stream) < 0.5 && allows('horizontal');
  return {
    rotation: (either() * spec.rotation * Math.PI) / 180,
    shift: [either() * spec.shift, either() * spec.shift],
    scale: 1 + either() * spec.zoom,
    brightness: either() * spec.brightness,
    flip: { horizontal, vertical: uniform(stream) < 0.5 && allows('vertical') },
    contrast: 1 + either() * spec.contrast,
    cutout: { middle: [uniform(stream), uniform(stream)], size: spec.cutout },
  };
}

type Form = readonly [height: number, width: number, channels: number];

/**
 * Changes an image `[height, width, channels]`: mirrored, scaled and turned about its middle, then moved, in one bilinear
 * resampling with the edge pixels continued outwards; then its contrast and brightness; then the cutout. Bytes are rounded
 * and kept within 0 to 255, other numbers are neither.
 *
 * @param fullRange from black to white; 255 unless given
 */
export function augmentPixels<P extends Pixels>(
  pixels: P,
  form: Form,
  change: Augmentation,
  fullRange = 255,
): P {
  const values = moves(change) ? resample(pixels, form, change) : Float32Array.from(pixels);
  changeLight(values, form[2], change.contrast, change.brightness * fullRange);
  cutOut(values, form, change.cutout);
  return (pixels instanceof Uint8Array ? new Uint8Array(Uint8ClampedArray.from(values).buffer) : values) as P;
}

function moves({ flip, rotation, shift, scale }: Augmentation): boolean {
  return (
    flip.horizontal || flip.vertical || rotation !== 0 || shift[0] !== 0 || shift[1] !== 0 || scale !== 1
  );
}

function resample(
  pixels: Pixels,
  [height, width, channels]: Form,
  { flip, rotation, shift, scale }: Augmentation,
): Float32Array {
  const result = new Float32Array(pixels.length);
  const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2];
  const [cos, sin] = [Math.cos(rotation) / scale, Math.sin(rotation) / scale];
  const [mirrorY, mirrorX] = [flip.vertical ? -1 : 1, flip.horizontal ? -1 : 1];
  for (let y = 0; y < height; y++) {
    const fromMiddleY = y - middleY - shift[0] * height;
    for (let x = 0; x < width; x++) {
      const fromMiddleX = x - middleX - shift[1] * width;
      const sourceY = clamp(middleY + mirrorY * (sin * fromMiddleX + cos * fromMiddleY), height - 1);
      const sourceX = clamp(middleX + mirrorX * (cos * fromMiddleX - sin * fromMiddleY), width - 1);
      const top = Math.floor(sourceY);
      const left = Math.floor(sourceX);
      const partY = sourceY - top;
      const partX = sourceX - left;
      const upper = top * width;
      const lower = Math.min(top + 1, height - 1) * width;
      const right = Math.min(left + 1, width - 1);
      for (let c = 0; c < channels; c++) {
        const aboveLeft = pixels[(upper + left) * channels + c] ?? 0;
        const aboveRight = pixels[(upper + right) * channels + c] ?? 0;
        const belowLeft = pixels[(lower + left) * channels + c] ?? 0;
        const belowRight = pixels[(lower + right) * channels + c] ?? 0;
        const above = aboveLeft * (1 - partX) + aboveRight * partX;
        const below = belowLeft * (1 - partX) + belowRight * partX;
        result[(y * width + x) * channels + c] = above * (1 - partY) + below * partY;
      }
    }
  }
  return result;
}

/** Contrast about each channel's mean, then brightness. */
function changeLight(values: Float32Array, channels: number, contrast: number, brightness: number): void {
  if (contrast === 1 && brightness === 0) return;
  const means = contrast === 1 ? [] : channelMeans(values, channels);
  for (let i = 0; i < values.length; i++) {
    values[i] = (values[i] ?? 0) * contrast + (means[i % channels] ?? 0) * (1 - contrast) + brightness;
  }
}

/** Paints the part of the rectangle that lies in the image with the mean of each channel. */
function cutOut(values: Float32Array, [height, width, channels]: Form, cutout: Augmentation['cutout']): void {
  if (cutout.size === 0) return;
  const means = channelMeans(values, channels);
  const span = (middle: number, length: number) =>
    [middle - cutout.size / 2, middle + cutout.size / 2].map((edge) =>
      clamp(Math.round(edge * length), length),
    );
  const [top = 0, bottom = 0] = span(cutout.middle[0], height);
  const [left = 0, right = 0] = span(cutout.middle[1], width);
  for (let y = top; y < bottom; y++) {
    for (let i = (y * width + left) * channels; i < (y * width + right) * channels; i++) {
      values[i] = means[i % channels] ?? 0;
    }
  }
}

function channelMeans(values: Float32Array, channels: number): readonly number[] {
  const sums = new Array<number>(channels).fill(0);
  for (let i = 0; i < values.length; i++) {
    const channel = i % channels;
    sums[channel] = (sums[channel] ?? 0) + (values[i] ?? 0);
  }
  return sums.map((sum) => (sum * channels) / values.length);
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}

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
