import { imageFormat } from '../../base/codecs/image-format';
import { DataError } from '../../run/data/data-error';
import { type DecodeLimits, defaultLimits, type Pictures } from '../../run/data/data-host';
import { fitPixels } from './fit-pixels';

/** An image in a browser: anything it can draw, encoded bytes, pixels, or a URL. */
export type BrowserPicture =
  | Exclude<CanvasImageSource, SVGImageElement>
  | ImageData
  | Blob
  | Uint8Array
  | string
  | URL;

/**
 * Images decoded by the browser. Applies their EXIF orientation, converts them to sRGB, and resizes them like sharp in Node;
 * {@link fitPixels} documents the differences.
 */
export const browserPictures: Pictures<BrowserPicture> = {
  async decode(picture, input, limits) {
    const { data, width, height } = await pixelsOf(picture, { ...defaultLimits, ...limits });
    return fitPixels(onWhite(data), [height, width, 3], input);
  },
  fit: async (pixels, form, input) => fitPixels(pixels, form, input),
};

type Limits = Required<DecodeLimits>;

async function pixelsOf(picture: BrowserPicture, limits: Limits): Promise<ImageData> {
  if (picture instanceof ImageData) return picture;
  if (typeof picture === 'string' || picture instanceof URL)
    return decoded(await fetched(String(picture)), limits);
  if (picture instanceof Uint8Array) return decoded(new Blob([picture.slice()]), limits);
  if (picture instanceof Blob) return decoded(picture, limits);
  if (!isDrawable(picture)) throw notAnImage(picture);
  if (isKind(picture, 'HTMLImageElement')) {
    await picture.decode().catch(() => {
      throw unreadable(picture.currentSrc, 'it cannot be decoded');
    });
  }
  return drawn(picture, limits);
}

async function fetched(url: string): Promise<Blob> {
  const response = await fetch(url).catch((error: unknown): never => {
    throw unreadable(url, error instanceof Error ? error.message : String(error));
  });
  if (!response.ok) throw unreadable(url, `the server responded with status ${response.status}`);
  return response.blob();
}

async function decoded(blob: Blob, limits: Limits): Promise<ImageData> {
  const name = blob instanceof File ? blob.name : '';
  if (blob.size > limits.maxBytes)
    throw unreadable(name, `its ${blob.size} bytes are more than the maximum, ${limits.maxBytes}`);
  // Some browsers decode SVG here, and others do not.
  if (!limits.svg && imageFormat(new Uint8Array(await blob.slice(0, 1000).arrayBuffer())) === 'SVG')
    throw unreadable(name, 'it is an SVG image, which is not accepted here');
  const options = { premultiplyAlpha: 'none', imageOrientation: 'from-image' } as const;
  const bitmap = await createImageBitmap(blob, options).catch((): never => {
    throw unreadable(
      name,
      blob.size === 0 ? 'it is empty' : 'it is not an image in a format this browser supports',
    );
  });
  try {
    return drawn(bitmap, limits);
  } finally {
    bitmap.close();
  }
}

function drawn(picture: Exclude<CanvasImageSource, SVGImageElement>, { maxPixels }: Limits): ImageData {
  const { width, height } = sizeOf(picture);
  if (width * height === 0) throw unreadable('', 'it has no pixels');
  if (width * height > maxPixels) throw unreadable('', `it has more than ${maxPixels / 1e6} million pixels`);
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw unreadable('', 'the browser cannot create a canvas to draw it on');
  context.drawImage(picture, 0, 0);
  try {
    return context.getImageData(0, 0, width, height);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataError(
      `the browser does not allow reading the image (${reason})`,
      '',
      'load images from other origins with crossOrigin, from a server that allows it (CORS)',
    );
  }
}

function sizeOf(picture: Exclude<CanvasImageSource, SVGImageElement>) {
  if (isKind(picture, 'HTMLImageElement'))
    return { width: picture.naturalWidth, height: picture.naturalHeight };
  if (isKind(picture, 'HTMLVideoElement')) return { width: picture.videoWidth, height: picture.videoHeight };
  if ('displayWidth' in picture) return { width: picture.displayWidth, height: picture.displayHeight };
  return picture;
}

/** Objects that a browser can draw, by class; a worker only has the last three. */
interface Drawables {
  readonly HTMLImageElement: HTMLImageElement;
  readonly HTMLVideoElement: HTMLVideoElement;
  readonly HTMLCanvasElement: HTMLCanvasElement;
  readonly OffscreenCanvas: OffscreenCanvas;
  readonly ImageBitmap: ImageBitmap;
  readonly VideoFrame: VideoFrame;
}

const drawables = [
  'HTMLImageElement',
  'HTMLVideoElement',
  'HTMLCanvasElement',
  'OffscreenCanvas',
  'ImageBitmap',
  'VideoFrame',
] as const satisfies readonly (keyof Drawables)[];

/** Whether it is an instance of the class, from this page or a frame in it; false if the browser lacks the class. */
function isKind<Name extends keyof Drawables>(picture: unknown, name: Name): picture is Drawables[Name] {
  return Object.prototype.toString.call(picture) === `[object ${name}]`;
}

function isDrawable(picture: unknown): picture is Drawables[keyof Drawables] {
  return drawables.some((name) => isKind(picture, name));
}

/** The error for other values, which programs without types may pass. */
function notAnImage(picture: unknown): DataError {
  const received = Object.prototype.toString.call(picture).slice('[object '.length, -1);
  return new DataError(
    `the image cannot be read: expected an image, received ${received}`,
    '',
    'give a canvas, ImageBitmap, ImageData, <img>, <video>, VideoFrame, Blob, File, the bytes of an image file, or its URL',
  );
}

/** Converts RGBA to RGB by blending onto white. */
function onWhite(rgba: ImageData['data']): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let pixel = 0; pixel < rgba.length / 4; pixel++) {
    const share = (rgba[4 * pixel + 3] ?? 255) / 255;
    for (let c = 0; c < 3; c++) {
      rgb[3 * pixel + c] = Math.round((rgba[4 * pixel + c] ?? 0) * share + 255 * (1 - share));
    }
  }
  return rgb;
}

function unreadable(name: string, reason: string): DataError {
  const subject = name === '' ? 'the image' : `the image ${name}`;
  return new DataError(
    `${subject} cannot be read: ${reason}`,
    name,
    'replace it with a valid PNG, JPEG, WebP, GIF or AVIF image, or remove it',
  );
}
