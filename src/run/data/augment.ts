import { type RandomStream, randomStream, uniform } from '../../base/random/stream';
import type { AugmentSpec } from '../../language/data';
import type { Batch } from '../backends/engine';
import type { Pixels } from './pixels';

/** Randomly drawn changes of one image. */
export interface Augmentation {
  readonly flip: { readonly horizontal: boolean; readonly vertical: boolean };
  /** Counter-clockwise, in radians. */
  readonly rotation: number;
  /** Down and to the right, as fractions of height and width. */
  readonly shift: readonly [number, number];
  readonly scale: number;
  /** Added to every pixel, as a fraction of the full range. */
  readonly brightness: number;
  /** Factor for each pixel's distance from the mean of its channel. */
  readonly contrast: number;
  /** A rectangle: its center and its size, as fractions of height and width. */
  readonly cutout: { readonly middle: readonly [number, number]; readonly size: number };
}

/**
 * Draws the changes of one image. Always takes ten numbers from `stream`, so that changing one option does not affect the
 * draws of the others.
 */
export function drawAugmentation(spec: AugmentSpec, stream: RandomStream): Augmentation {
  const either = () => 2 * uniform(stream) - 1;
  const allows = (axis: 'horizontal' | 'vertical') => spec.flip === axis || spec.flip === 'both';
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
 * Augments an image `[height, width, channels]`. Flips, scales and rotates it about its center, then shifts it, in one
 * bilinear resampling that repeats the edge pixels. Then changes contrast and brightness, and applies the cutout. Bytes are
 * rounded and clamped to 0 to 255; other numbers are not.
 *
 * @param fullRange difference between black and white (default: 255)
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

/** Changes the contrast about each channel's mean, then the brightness. */
function changeLight(values: Float32Array, channels: number, contrast: number, brightness: number): void {
  if (contrast === 1 && brightness === 0) return;
  const means = contrast === 1 ? [] : channelMeans(values, channels);
  for (let i = 0; i < values.length; i++) {
    values[i] = (values[i] ?? 0) * contrast + (means[i % channels] ?? 0) * (1 - contrast) + brightness;
  }
}

/** Fills the part of the rectangle inside the image with the mean of each channel. */
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
 * Draws a number from Beta(`alpha`, `alpha`), `0 < alpha ≤ 1`, by Jöhnk's method (1964): raises two uniform numbers to
 * 1/alpha, and returns the first divided by their sum, redrawing while the sum exceeds 1. Computed in logarithms, because
 * small powers underflow.
 */
export function drawBeta(alpha: number, stream: RandomStream): number {
  for (;;) {
    const first = Math.log(1 - uniform(stream)) / alpha;
    const second = Math.log(1 - uniform(stream)) / alpha;
    if (Math.exp(first) + Math.exp(second) <= 1) return 1 / (1 + Math.exp(second - first));
  }
}

/**
 * Blends each image of a batch and its label with another image of the batch: `λ · own + (1 − λ) · other`, with λ from
 * Beta(alpha, alpha) and the other image drawn uniformly, possibly itself (Zhang et al., "mixup", 2018, with one λ per
 * image).
 *
 * @param numbers the index of each image in its set, which determines the draws together with `seed` and `epoch`
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
