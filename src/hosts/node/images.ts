import { readFile, stat } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { systemCode, unreadable } from '../../base/diagnostics/system-error';
import type { InputSpec } from '../../language/input';
import { DataError } from '../../run/data/data-error';
import type { ImageSource, Pictures } from '../../run/data/data-host';

/** An image with more pixels than this is rejected before it is decoded. */
const maxPixels = 100_000_000;
/** A file with more bytes than this is rejected before it is read. */
const maxBytes = 256 * 2 ** 20;

const remedy = 'replace the file with a valid PNG, JPEG, WebP, GIF, AVIF, TIFF or SVG image, or remove it';

/** Images decoded by sharp; for an animation, the first frame. */
export const sharpPictures: Pictures = { decode: decodePixels, fit: fitPixels };

/**
 * Implements {@link Pictures.decode}, including the EXIF orientation.
 *
 * @throws {DataError} if the file cannot be read, is not a valid image, or is too large (checked before decoding); includes
 * the message of the decoder
 */
export async function decodePixels(source: ImageSource, input: InputSpec): Promise<Uint8Array> {
  const path = typeof source === 'string' ? source : '';
  const subject = path === '' ? 'the image' : `the image ${path}`;
  try {
    // Through a buffer, because libvips caches files by name and would not notice that one was replaced.
    const bytes = typeof source === 'string' ? await readWhole(source) : source;
    return await fit(sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' }).autoOrient(), input);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const code = systemCode(error);
    if (path !== '' && code !== undefined) {
      const hint = code === 'EISDIR' ? 'give the images in it' : 'fix its path';
      throw new DataError(`${subject} ${unreadable(error)}`, path, hint);
    }
    throw new DataError(`${subject} ${plainReason(said)} (${said.split('\n')[0]})`, path, remedy);
  }
}

/** {@link Pictures.fit} */
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
  if (size > maxBytes) throw new Error(`${size} bytes are more than the maximum, ${maxBytes}`);
  return readFile(path);
}

/** A plain description of a decoder's message. */
function plainReason(said: string): string {
  if (said.includes('Buffer is empty')) return 'is empty';
  if (said.includes('unsupported image format')) return 'is not an image in a supported format';
  if (said.includes('are more than the maximum')) return `has more than ${maxBytes / 2 ** 20} MiB`;
  if (said.includes('exceeds pixel limit')) return `has more than ${maxPixels / 1e6} million pixels`;
  if (/premature end|read error|corrupt header/.test(said)) return 'is damaged or incomplete';
  return 'cannot be read';
}
