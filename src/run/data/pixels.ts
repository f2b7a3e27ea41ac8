import type { InputSpec } from '../../language/input';

/**
 * One image, row-major `[height, width, channels]` as `input.shape` says, before normalisation: 8-bit values as they are
 * decoded, or real numbers on the scale that `input.rescale` expects.
 */
export type Pixels = Uint8Array | Float32Array;

/** How many values one image has. */
export function pixelCount({ shape }: Pick<InputSpec, 'shape'>): number {
  return shape[0] * shape[1] * shape[2];
}

/** Writes normalised pixels to `target` from `offset` on. */
export type Normalizer = (pixels: Pixels, target: Float32Array, offset: number) => void;

/** The step from pixels to what the network takes: `(pixel · rescale − mean) / std`, channel by channel. */
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

/** The pixels of one image as the network takes them. */
export function normalized(pixels: Pixels, input: InputSpec): Float32Array {
  const image = new Float32Array(pixels.length);
  createNormalizer(input)(pixels, image, 0);
  return image;
}
