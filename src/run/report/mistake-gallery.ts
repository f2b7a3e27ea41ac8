import type { InputSpec } from '../../language/input';
import type { Mistake } from '../evaluate/evaluate';

/** A misclassified image. */
export interface MistakeImage {
  /** Class numbers. */
  readonly truth: number;
  readonly predicted: number;
  readonly score: number;
  /** A `data:` URL. */
  readonly source: string;
}

/**
 * Encodes 8-bit pixels, `[height, width, channels]` with 1 or 3 channels, as a `data:` URL. Images whose longer side
 * exceeds `largest` pixels are scaled down.
 */
export type EncodeImage = (
  pixels: Uint8ClampedArray,
  form: readonly [height: number, width: number, channels: number],
  largest: number,
) => Promise<string>;

const usualLimit = 24;
/** Maximum of the longer side of an image on the page, in pixels. */
const largest = 96;

/** Keeps the mistakes with the highest scores and encodes their images. Memory is bounded by `limit`. */
export function createMistakeGallery(
  input: InputSpec,
  encode: EncodeImage,
  limit = usualLimit,
): {
  readonly add: (mistake: Mistake) => void;
  /** The images as the network received them, highest score first. */
  images(): Promise<readonly MistakeImage[]>;
} {
  const kept: Mistake[] = [];
  return {
    add(mistake) {
      const place = kept.findIndex(({ score }) => mistake.score > score);
      if (place === -1 && kept.length === limit) return;
      kept.splice(place === -1 ? kept.length : place, 0, { ...mistake, x: mistake.x.slice() });
      kept.length = Math.min(kept.length, limit);
    },
    images: () =>
      Promise.all(
        kept.map(async ({ x, ...mistake }) => {
          const source = await encode(pixelsOf(x, input), input.shape, largest);
          return { ...mistake, source };
        }),
      ),
  };
}

/** Reverses `(pixel · rescale − mean) / std` to get the original pixels. */
function pixelsOf(x: Float32Array, { shape, rescale, mean, std }: InputSpec): Uint8ClampedArray {
  const [, , channels] = shape;
  return Uint8ClampedArray.from(x, (value, i) => {
    const channel = i % channels;
    return (value * (std[channel] ?? 1) + (mean[channel] ?? 0)) / rescale;
  });
}
