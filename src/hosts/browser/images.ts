import { DataError } from '../../run/data/data-error';
import type { Pictures } from '../../run/data/data-host';
import { fitPixels } from './fit-pixels';

/** What a browser can draw, an image's encoded bytes, its pixels, or the address of one. */
export type BrowserPicture =
  | Exclude<CanvasImageSource, SVGImageElement>
  | ImageData
  | Blob
  | Uint8Array
  | string
  | URL;

/** A picture with more pixels than this is refused. */
const maxPixels = 100_000_000;

/**
 * Pictures as the browser decodes them. They are turned upright by their EXIF orientation, converted to sRGB, and made to
 * fit as sharp does it in Node: see {@link fitPixels} for how closely.
 */
export const browserPictures: Pictures<BrowserPicture> = {
  async decode(picture, input) {
    const { data, width, height } = await pixelsOf(picture);
    return fitPixels(onWhite(data), [height, width, 3], input);
  },
  fit: async (pixels, form, input) => fitPixels(pixels, form, input),
};

async function pixelsOf(picture: BrowserPicture): Promise<ImageData> {
  if (picture instanceof ImageData) return picture;
  if (typeof picture === 'string' || picture instanceof URL) return decoded(await fetched(String(picture)));
  if (picture instanceof Uint8Array) return decoded(new Blob([picture.slice()]));
  if (picture instanceof Blob) return decoded(picture);
  if (!isDrawable(picture)) throw noPicture(picture);
  if (isKind(picture, 'HTMLImageElement')) {
    await picture.decode().catch(() => {
      throw unreadable(picture.currentSrc, 'it cannot be decoded');
    });
  }
  return drawn(picture);
}

async function fetched(url: string): Promise<Blob> {
  const response = await fetch(url).catch((error: unknown): never => {
    throw unreadable(url, error instanceof Error ? error.message : String(error));
  });
  if (!response.ok) throw unreadable(url, `the server answered ${response.status}`);
  return response.blob();
}

async function decoded(blob: Blob): Promise<ImageData> {
  const options = { premultiplyAlpha: 'none', imageOrientation: 'from-image' } as const;
  const bitmap = await createImageBitmap(blob, options).catch((): never => {
    const name = blob instanceof File ? blob.name : '';
    throw unreadable(name, blob.size === 0 ? 'it is empty' : 'it is no image that this browser knows');
  });
  try {
    return drawn(bitmap);
  } finally {
    bitmap.close();
  }
}

function drawn(picture: Exclude<CanvasImageSource, SVGImageElement>): ImageData {
  const { width, height } = sizeOf(picture);
  if (width * height === 0) throw unreadable('', 'it has no pixels');
  if (width * height > maxPixels) throw unreadable('', `it has more than ${maxPixels / 1e6} million pixels`);
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw unreadable('', 'the browser has no canvas left to draw it on');
  context.drawImage(picture, 0, 0);
  try {
    return context.getImageData(0, 0, width, height);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new DataError(
      `the image may not be read (${said})`,
      '',
      'load images of other origins with crossOrigin, from a server that allows it (CORS)',
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

/** What a browser can draw, by its class; a worker has the last three only. */
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

/** Whether it is of the class, of this page or of a frame in it; false where the browser has no such class. */
function isKind<Name extends keyof Drawables>(picture: unknown, name: Name): picture is Drawables[Name] {
  return Object.prototype.toString.call(picture) === `[object ${name}]`;
}

function isDrawable(picture: unknown): picture is Drawables[keyof Drawables] {
  return drawables.some((name) => isKind(picture, name));
}

/** Programs without types give anything. */
function noPicture(picture: unknown): DataError {
  const received = Object.prototype.toString.call(picture).slice('[object '.length, -1);
  return new DataError(
    `the image cannot be read: expected a picture, received ${received}`,
    '',
    'give a canvas, ImageBitmap, ImageData, <img>, <video>, VideoFrame, Blob, File, the bytes of an image file, or its address',
  );
}

/** Three channels of four, laid on white by the fourth. */
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
    'replace it by a sound PNG, JPEG, WebP, GIF or AVIF image, or remove it',
  );
}
