import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

/** The image to create; the extension of the name gives the format. */
export interface Photograph {
  readonly height?: number;
  readonly width?: number;
  /** Red of the background, 0 to 255. */
  readonly red?: number;
  readonly grey?: boolean;
  /** The EXIF orientation: 6 is an image on its side. */
  readonly orientation?: number;
}

/** Creates images of one color with noise in a folder. */
export async function photographsIn(
  folder: string,
  pictures: Readonly<Record<string, Photograph>>,
): Promise<void> {
  for (const [path, { height = 60, width = 80, red = 200, grey = false, orientation }] of Object.entries(
    pictures,
  )) {
    const background = grey ? { r: red, g: red, b: red } : { r: red, g: 60, b: 255 - red };
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 30 };
    const over = await sharp({ create: { width, height, channels: 3, background, noise } })
      .png()
      .toBuffer();
    const image = sharp({ create: { width, height, channels: 3, background } }).composite([
      { input: await sharp(over).greyscale().png().toBuffer(), blend: 'soft-light' },
    ]);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    await (orientation === undefined ? image : image.withMetadata({ orientation })).toFile(
      join(folder, path),
    );
  }
}

/** `count` numbered images of one class. */
export function manyOf(
  name: string,
  count: number,
  photograph: Photograph = {},
  extension = 'jpg',
): Record<string, Photograph> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`${name}/${i}.${extension}`, photograph] as const),
  );
}
