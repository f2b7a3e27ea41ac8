import { readFile, stat } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { systemCode, unreadable } from '../../base/diagnostics/system-error';
import type { InputSpec } from '../../language/input';
import { DataError } from '../../run/data/data-error';
import type { ImageSource, Pictures } from '../../run/data/data-host';

/** A picture with more pixels than this is refused before it is decoded. */
const maxPixels = 100_000_000;
/** A file with more bytes than this is refused before it is read. */
const maxBytes = 256 * 2 ** 20;

const remedy = 'replace the file by a sound PNG, JPEG, WebP, GIF, AVIF, TIFF or SVG image, or remove it';

/** Pictures as sharp decodes them. Of an animation, the first frame. */
export const sharpPictures: Pictures = { decode: decodePixels, fit: fitPixels };

/**
 * {@link Pictures.decode}, by the EXIF orientation too.
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
    if (systemCode(error) === 'EISDIR')
      throw new DataError(`${subject} is a folder`, path, 'give the images in it');
    if (path !== '' && systemCode(error) !== undefined)
      throw new DataError(`${subject} ${unreadable(error)}`, path, 'correct its path');
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
