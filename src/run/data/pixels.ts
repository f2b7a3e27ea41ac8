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

/**
 * Converts RGB pixels to grayscale by the luma of ITU-R 601-2, with the weights and the rounding of Pillow, which loads images
 * for Keras: red becomes 76, green 150 and blue 29. TensorFlow's results differ by at most 1.
 */
export function toGrayscale(rgb: Uint8Array): Uint8Array {
  const gray = new Uint8Array(rgb.length / 3);
  for (let i = 0; i < gray.length; i++) {
    const [red, green, blue] = [rgb[3 * i] ?? 0, rgb[3 * i + 1] ?? 0, rgb[3 * i + 2] ?? 0];
    gray[i] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
  }
  return gray;
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
