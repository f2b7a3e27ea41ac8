import { type RandomStream, uniform } from '../../base/random/stream';
import type { AugmentSpec } from '../../language/augment';
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
