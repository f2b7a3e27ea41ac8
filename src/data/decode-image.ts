import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { InputSpec } from '../spec/input';
import { DataError } from './data-error';

/** A picture with more pixels than this is refused before it is decoded. */
const maxPixels = 100_000_000;

const remedy = 'replace the file by a sound PNG, JPEG, WebP, GIF, AVIF, TIFF or SVG image, or remove it';

/** A picture's file, or its encoded bytes. */
export type ImageSource = string | Uint8Array;

/**
 * Decodes a picture to 8-bit pixels, row-major `[height, width, channels]` as `input.shape` says: turned upright by its
 * EXIF orientation, laid on white where it is transparent, resized by `input.resize` (`fill` stretches, `cover` crops
 * around the middle, `contain` pads with white), in sRGB, or in grey by its luminance. Of an animation, the first frame.
 *
 * @throws {DataError} when the file cannot be read or is no sound image; its message says what the decoder said
 */
export async function decodePixels(source: ImageSource, input: InputSpec): Promise<Uint8Array> {
  const [height, width] = input.shape;
  const path = typeof source === 'string' ? source : '';
  const subject = path === '' ? 'the image' : `the image ${path}`;
  try {
    // Through a buffer, since libvips would remember a file by its name and miss that it was replaced.
    const bytes = typeof source === 'string' ? await readFile(source) : source;
    return await sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .resize(width, height, { fit: input.resize, background: '#ffffff', fastShrinkOnLoad: false })
      .toColourspace(input.color === 'grayscale' ? 'b-w' : 'srgb')
      .removeAlpha()
      .raw()
      .toBuffer();
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') throw new DataError(`${subject} does not exist`, path, 'correct its path');
    if (code === 'EISDIR') throw new DataError(`${subject} is a folder`, path, 'give the images in it');
    throw new DataError(`${subject} ${plainReason(said)} (${said.split('\n')[0]})`, path, remedy);
  }
}

/** What a decoder's message means. */
function plainReason(said: string): string {
  if (said.includes('Buffer is empty')) return 'is empty';
  if (said.includes('unsupported image format')) return 'is not an image in a known format';
  if (said.includes('exceeds pixel limit')) return `has more than ${maxPixels / 1e6} million pixels`;
  if (/premature end|read error|corrupt header/.test(said)) return 'is damaged or incomplete';
  return 'cannot be read';
}

/** Writes normalised pixels to `target` from `offset` on. */
export type Normalizer = (pixels: Uint8Array, target: Float32Array, offset: number) => void;

/** The step from 8-bit pixels to what the network takes: `(pixel · rescale − mean) / std`, channel by channel. */
export function createNormalizer({ shape, rescale, mean, std }: InputSpec): Normalizer {
  const channels = shape[2];
  const table = new Float32Array(channels * 256);
  for (let i = 0; i < table.length; i++) {
    const channel = Math.floor(i / 256);
    table[i] = ((i % 256) * rescale - (mean[channel] ?? 0)) / (std[channel] ?? 1);
  }
  return (pixels, target, offset) => {
    for (let i = 0; i < pixels.length; i++) {
      target[offset + i] = table[(i % channels) * 256 + (pixels[i] ?? 0)] ?? 0;
    }
  };
}

/**
 * One picture as the network takes it: {@link decodePixels}, then {@link createNormalizer}. Training and prediction read
 * pictures by the same two steps.
 *
 * @returns `[height, width, channels]` of `input.shape`, row-major
 * @throws {DataError} as {@link decodePixels} does
 */
export async function decodeImage(source: ImageSource, input: InputSpec): Promise<Float32Array> {
  const pixels = await decodePixels(source, input);
  const image = new Float32Array(pixels.length);
  createNormalizer(input)(pixels, image, 0);
  return image;
}
