import sharp, { type Sharp } from 'sharp';
import { openBmp } from '../../base/codecs/bmp';
import { type ImageFormat, imageFormat } from '../../base/codecs/image-format';
import { tiffBands } from '../../base/codecs/tiff-bands';
import { systemCode, unreadable } from '../../base/diagnostics/system-error';
import type { InputSpec } from '../../language/input';
import { DataError } from '../../run/data/data-error';
import { type DecodeLimits, defaultLimits, type ImageSource, type Pictures } from '../../run/data/data-host';
import { toGrayscale } from '../../run/data/pixels';
import { openRegular } from './regular-file';
import { createSvgRenderer } from './svg-process';

const remedy =
  'replace the file with a valid PNG, JPEG, WebP, GIF, AVIF, TIFF, BMP or SVG image, or remove it';

/** Images decoded by sharp, and BMP by our own decoder; for an animation, the first frame. */
export const sharpPictures: Pictures = { decode: decodePixels, fit: fitPixels };

const renderSvg = createSvgRenderer();

type Limits = Required<DecodeLimits>;

/** Why an image cannot be decoded. Messages of sharp are not used: they depend on what other threads decode. */
class ImageFault extends Error {
  /**
   * @param reason what is wrong with it, to follow its name
   * @param hint what to do about it
   */
  constructor(
    readonly reason: string,
    readonly hint = remedy,
  ) {
    super(reason);
  }
}

/**
 * Implements {@link Pictures.decode}, including the EXIF orientation. The same bytes always give the same pixels or the same
 * error, except that an image that takes almost as long as allowed may be too slow for a busy machine.
 *
 * @throws {DataError} if the file cannot be read, is not a regular file or a valid image, or exceeds a limit
 */
export async function decodePixels(
  source: ImageSource,
  input: InputSpec,
  limits: DecodeLimits = {},
): Promise<Uint8Array> {
  const path = typeof source === 'string' ? source : '';
  const subject = path === '' ? 'the image' : `the image ${path}`;
  const full = { ...defaultLimits, ...limits };
  try {
    // Through a buffer, because libvips caches files by name and would not notice that one was replaced.
    const bytes = typeof source === 'string' ? await readWhole(source, full) : source;
    checkSize(bytes.length, full);
    return await decodeBytes(bytes, input, full);
  } catch (error) {
    if (error instanceof ImageFault) throw new DataError(`${subject} ${error.reason}`, path, error.hint);
    if (systemCode(error) === undefined) throw error;
    const hint = systemCode(error) === 'EISDIR' ? 'give the images in it' : 'fix its path';
    throw new DataError(`${subject} ${unreadable(error)}`, path, hint);
  }
}

/** {@link Pictures.fit} */
export function fitPixels(
  pixels: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
  input: InputSpec,
): Promise<Uint8Array> {
  return fitRaw({ pixels, height, width, channels }, input);
}

async function decodeBytes(bytes: Uint8Array, input: InputSpec, limits: Limits): Promise<Uint8Array> {
  if (bytes.length === 0) throw new ImageFault('is empty');
  const format = imageFormat(bytes);
  if (format === null) throw new ImageFault('is not an image in a supported format');
  if (format === 'SVG') return decodeSvg(bytes, input, limits);
  if (format === 'BMP') return decodeBmp(bytes, input, limits);
  const { maxPixels, maxSeconds } = limits;
  const started = performance.now();
  try {
    const bands = format === 'TIFF' ? tiffBands(bytes) : null;
    const image = sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' })
      .timeout({ seconds: Math.ceil(maxSeconds) })
      .autoOrient();
    if (bands && bands.meaningful < bands.count)
      return await fitRaw(await withoutBands(image, bands.count - bands.meaningful), input);
    return await fit(image, input);
  } catch {
    if (performance.now() - started >= maxSeconds * 1000) throw tooSlow(maxSeconds);
    if (await hasMorePixels(bytes, maxPixels)) throw tooLarge(maxPixels);
    throw damaged(format);
  }
}

async function decodeSvg(bytes: Uint8Array, input: InputSpec, limits: Limits): Promise<Uint8Array> {
  if (!limits.svg)
    throw new ImageFault('is an SVG image, which is not accepted here', 'replace it with a PNG image');
  // An SVG image has no pixels to read, so it deserves less time than other formats.
  const maxSeconds = Math.min(limits.maxSeconds, 5);
  const pixels = await renderSvg(bytes, input, { maxPixels: limits.maxPixels, maxSeconds });
  if (pixels === 'time') throw tooSlow(maxSeconds);
  if (pixels === 'pixels') throw tooLarge(limits.maxPixels);
  if (pixels === 'damaged') throw damaged('SVG');
  return input.color === 'grayscale' ? toGrayscale(pixels) : pixels;
}

async function decodeBmp(bytes: Uint8Array, input: InputSpec, limits: Limits): Promise<Uint8Array> {
  try {
    const { width, height, channels, decode } = openBmp(bytes);
    if (width * height > limits.maxPixels) throw tooLarge(limits.maxPixels);
    return await fitRaw({ pixels: decode(), height, width, channels }, input);
  } catch (error) {
    throw error instanceof RangeError ? damaged('BMP') : error;
  }
}

/** Decoded pixels of 8 bits, row-major. */
interface Raw {
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
  /** 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha. */
  readonly channels: number;
}

function fitRaw({ pixels, height, width, channels }: Raw, input: InputSpec): Promise<Uint8Array> {
  const raw = { height, width, channels: channels as 1 | 2 | 3 | 4 };
  return fit(sharp(pixels, { raw, limitInputPixels: false }), input);
}

/** Decodes an image without the last bands, before anything treats them as alpha. */
async function withoutBands(image: Sharp, dropped: number): Promise<Raw> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const channels = info.channels - dropped;
  const pixels = new Uint8Array(width * height * channels);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = pixel * info.channels;
    pixels.set(data.subarray(from, from + channels), pixel * channels);
  }
  return { pixels, height, width, channels };
}

async function fit(image: Sharp, { shape: [height, width], resize, color }: InputSpec): Promise<Uint8Array> {
  const pixels = await image
    .flatten({ background: '#ffffff' })
    .resize(width, height, { fit: resize, background: '#ffffff', fastShrinkOnLoad: false })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer();
  return color === 'grayscale' ? toGrayscale(pixels) : pixels;
}

/** The format of a readable image, and its size after the EXIF rotation. */
export async function describeImage(
  path: string,
): Promise<{ readonly format: string; readonly height: number; readonly width: number }> {
  const bytes = await readWhole(path, defaultLimits);
  const format = imageFormat(bytes);
  const { height, width } = format === 'BMP' ? openBmp(bytes) : (await sharp(bytes).metadata()).autoOrient;
  return { format: String(format).toLowerCase(), height, width };
}

async function hasMorePixels(bytes: Uint8Array, maxPixels: number): Promise<boolean> {
  const head = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => null);
  return head !== null && head.width * head.height > maxPixels;
}

async function readWhole(path: string, limits: Limits): Promise<Uint8Array> {
  const file = await openRegular(path);
  try {
    checkSize((await file.stat()).size, limits);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function checkSize(size: number, { maxBytes }: Limits): void {
  if (size <= maxBytes) return;
  const most = maxBytes / 2 ** 20;
  throw new ImageFault(
    `has more than ${Number(most.toFixed(1))} MiB (${size} bytes are more than the maximum, ${maxBytes})`,
  );
}

function damaged(format: ImageFormat): ImageFault {
  return new ImageFault(`is damaged or incomplete (${format})`);
}

function tooLarge(maxPixels: number): ImageFault {
  return new ImageFault(
    `has more than ${maxPixels < 1e6 ? maxPixels : `${maxPixels / 1e6} million`} pixels`,
    'replace the file with a smaller image, or raise the limit: data.maxPixels in the spec, --max-pixels of predict',
  );
}

function tooSlow(maxSeconds: number): ImageFault {
  return new ImageFault(
    `takes more than ${maxSeconds} seconds to decode`,
    'replace the file with a smaller or simpler image, such as a PNG image instead of SVG',
  );
}
