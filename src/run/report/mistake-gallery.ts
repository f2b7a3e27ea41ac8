import type { InputSpec } from '../../language/input';
import type { Mistake } from '../evaluate/evaluate';

/** A picture that was taken for another class. */
export interface MistakePicture {
  /** Numbers of classes. */
  readonly truth: number;
  readonly predicted: number;
  readonly score: number;
  /** A `data:` URL. */
  readonly source: string;
}

/**
 * Encodes 8-bit pixels, `[height, width, channels]` with 1 or 3 channels, as a `data:` URL, made smaller where their longer
 * side is longer than `largest` pixels.
 */
export type EncodePicture = (
  pixels: Uint8ClampedArray,
  form: readonly [height: number, width: number, channels: number],
  largest: number,
) => Promise<string>;

const usualLimit = 24;
/** The longer side of a picture on the page, in pixels. */
const largest = 96;

/** Keeps the mistakes that the network was surest of, and makes pictures of them. Memory is bounded by `limit`. */
export function createMistakeGallery(
  input: InputSpec,
  encode: EncodePicture,
  limit = usualLimit,
): {
  readonly add: (mistake: Mistake) => void;
  /** The surest first, as the network saw them. */
  pictures(): Promise<readonly MistakePicture[]>;
} {
  const kept: Mistake[] = [];
  return {
    add(mistake) {
      const place = kept.findIndex(({ score }) => mistake.score > score);
      if (place === -1 && kept.length === limit) return;
      kept.splice(place === -1 ? kept.length : place, 0, { ...mistake, x: mistake.x.slice() });
      kept.length = Math.min(kept.length, limit);
    },
    pictures: () =>
      Promise.all(
        kept.map(async ({ x, ...mistake }) => {
          const source = await encode(pixelsOf(x, input), input.shape, largest);
          return { ...mistake, source };
        }),
      ),
  };
}

/** The pixels that `(pixel · rescale − mean) / std` was made of. */
function pixelsOf(x: Float32Array, { shape, rescale, mean, std }: InputSpec): Uint8ClampedArray {
  const [, , channels] = shape;
  return Uint8ClampedArray.from(x, (value, i) => {
    const channel = i % channels;
    return (value * (std[channel] ?? 1) + (mean[channel] ?? 0)) / rescale;
  });
}
