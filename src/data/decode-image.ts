import { readFile, stat } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import type { InputSpec } from '../spec/input';
import { DataError } from './data-error';
import { createNormalizer } from './pixels';

/** A picture with more pixels than this is refused before it is decoded. */
const maxPixels = 100_000_000;
/** A file with more bytes than this is refused before it is read. */
const maxBytes = 256 * 2 ** 20;

const remedy = 'replace the file by a sound PNG, JPEG, WebP, GIF, AVIF, TIFF or SVG image, or remove it';

/** A picture's file, or its encoded bytes. */
export type ImageSource = string | Uint8Array;

/**
 * Decodes a picture to 8-bit pixels, row-major `[height, width, channels]` as `input.shape` says: turned upright by its
 * EXIF orientation, laid on white where it is transparent, resized by `input.resize` (`fill` stretches, `cover` crops
 * around the middle, `contain` pads with white), in sRGB, or in grey by its luminance. Of an animation, the first frame.
 *
 * @throws {DataError} when the file cannot be read, is no sound image, or is absurdly large, which is found out before it
 * is decoded; its message says what the decoder said
 */
export async function decodePixels(source: ImageSource, input: InputSpec): Promise<Uint8Array> {
  const path = typeof source === 'string' ? source : '';
  const subject = path === '' ? 'the image' : `the image ${path}`;
  try {
    // Through a buffer, since libvips would remember a file by its name and miss that it was replaced.
    const bytes = typeof source === 'string' ? await readWhole(source) : source;
    return await fit(sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' }).autoOrient(), input);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') throw new DataError(`${subject} does not exist`, path, 'correct its path');
    if (code === 'EISDIR') throw new DataError(`${subject} is a folder`, path, 'give the images in it');
    throw new DataError(`${subject} ${plainReason(said)} (${said.split('\n')[0]})`, path, remedy);
  }
}

/**
 * Makes 8-bit pixels of another form, `[height, width, channels]` with 1 or 3 channels, fit `input.shape`, as
 * {@link decodePixels} does with a picture.
 */
export function fitPixels(
  pixels: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
  input: InputSpec,
): Promise<Uint8Array> {
  const raw = { height, width, channels: channels === 1 ? (1 as const) : (3 as const) };
  return fit(sharp(pixels, { raw }), input);
}

function fit(image: Sharp, { shape: [height, width], resize, color }: InputSpec): Promise<Uint8Array> {
  return image
    .flatten({ background: '#ffffff' })
    .resize(width, height, { fit: resize, background: '#ffffff', fastShrinkOnLoad: false })
    .toColourspace(color === 'grayscale' ? 'b-w' : 'srgb')
    .removeAlpha()
    .raw()
    .toBuffer();
}

async function readWhole(path: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size > maxBytes) throw new Error(`${size} bytes are more than the most, ${maxBytes}`);
  return readFile(path);
}

/** What a decoder's message means. */
function plainReason(said: string): string {
  if (said.includes('Buffer is empty')) return 'is empty';
  if (said.includes('unsupported image format')) return 'is not an image in a known format';
  if (said.includes('are more than the most')) return `has more than ${maxBytes / 2 ** 20} MiB`;
  if (said.includes('exceeds pixel limit')) return `has more than ${maxPixels / 1e6} million pixels`;
  if (/premature end|read error|corrupt header/.test(said)) return 'is damaged or incomplete';
  return 'cannot be read';
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
