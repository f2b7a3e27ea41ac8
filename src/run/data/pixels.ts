import type { InputSpec } from '../../language/input';

/**
 * One image, row-major `[height, width, channels]` of `input.shape`, before normalization: decoded 8-bit values, or floats
 * on the scale that `input.rescale` expects.
 */
export type Pixels = Uint8Array | Float32Array;

/** The number of values in one image. */
export function pixelCount({ shape }: Pick<InputSpec, 'shape'>): number {
  return shape[0] * shape[1] * shape[2];
}

/** Writes normalized pixels to `target`, starting at `offset`. */
export type Normalizer = (pixels: Pixels, target: Float32Array, offset: number) => void;

/** Creates the function that normalizes pixels for the network: `(pixel · rescale − mean) / std` per channel. */
export function createNormalizer({ shape, rescale, mean, std }: InputSpec): Normalizer {
  const channels = shape[2];
  const normalizedValue = (pixel: number, channel: number) =>
    (pixel * rescale - (mean[channel] ?? 0)) / (std[channel] ?? 1);
  const table = Float32Array.from({ length: channels * 256 }, (_, i) =>
    normalizedValue(i % 256, Math.floor(i / 256)),
  );
  return (pixels, target, offset) => {
    if (pixels instanceof Uint8Array) {
      for (let i = 0; i < pixels.length; i++) {
        target[offset + i] = table[(i % channels) * 256 + (pixels[i] ?? 0)] ?? 0;
      }
    } else {
      for (let i = 0; i < pixels.length; i++)
        target[offset + i] = normalizedValue(pixels[i] ?? 0, i % channels);
    }
  };
}

/** The normalized pixels of one image. */
export function normalized(pixels: Pixels, input: InputSpec): Float32Array {
  const image = new Float32Array(pixels.length);
  createNormalizer(input)(pixels, image, 0);
  return image;
}
