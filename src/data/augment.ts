import { type RandomStream, uniform } from '../random/stream';
import type { AugmentSpec } from '../spec/data';

/** One drawing of the random changes of an image. */
export interface Augmentation {
  readonly flip: boolean;
  /** Counter-clockwise, in radians. */
  readonly rotation: number;
  /** Down and to the right, as shares of height and width. */
  readonly shift: readonly [number, number];
  readonly scale: number;
  /** Added to every pixel, in steps of 1/255. */
  readonly brightness: number;
}

/**
 * Draws the changes of one image. Six numbers are taken from `stream` whatever the spec asks for, so that changing one
 * option leaves the others' draws as they were.
 */
export function drawAugmentation(spec: AugmentSpec, stream: RandomStream): Augmentation {
  const either = () => 2 * uniform(stream) - 1;
  return {
    flip: uniform(stream) < 0.5 && spec.flip,
    rotation: (either() * spec.rotation * Math.PI) / 180,
    shift: [either() * spec.shift, either() * spec.shift],
    scale: 1 + either() * spec.zoom,
    brightness: either() * spec.brightness * 255,
  };
}

/**
 * Changes an 8-bit image `[height, width, channels]`: mirrored, scaled and turned about its middle, then moved, in one
 * bilinear resampling with the edge pixels continued outwards; then made brighter or darker, and rounded to 8 bits.
 */
export function augmentPixels(
  pixels: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
  { flip, rotation, shift, scale, brightness }: Augmentation,
): Uint8Array {
  const result = new Uint8ClampedArray(pixels.length);
  const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2];
  const [cos, sin] = [Math.cos(rotation) / scale, Math.sin(rotation) / scale];
  const mirror = flip ? -1 : 1;
  for (let y = 0; y < height; y++) {
    const fromMiddleY = y - middleY - shift[0] * height;
    for (let x = 0; x < width; x++) {
      const fromMiddleX = x - middleX - shift[1] * width;
      const sourceY = clamp(middleY + sin * fromMiddleX + cos * fromMiddleY, height - 1);
      const sourceX = clamp(middleX + mirror * (cos * fromMiddleX - sin * fromMiddleY), width - 1);
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
        result[(y * width + x) * channels + c] = above * (1 - partY) + below * partY + brightness;
      }
    }
  }
  return new Uint8Array(result.buffer);
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
