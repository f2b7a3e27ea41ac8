import { decodePixels, describeImage } from '../../hosts/node/images';
import { DataError } from '../../run/data/data-error';
import type { ImageSet } from './image-sets';

/** What was found in a sample of the images of a set. */
export interface ImageSample {
  /** How many were opened. */
  readonly opened: number;
  /** In pixels after rotation by EXIF, each `[height, width]`. */
  readonly sizes: readonly (readonly [height: number, width: number])[];
  /** Whether any image has color. */
  readonly color: boolean;
  /** The number of images per format, such as `jpeg`, most frequent first. */
  readonly formats: readonly (readonly [format: string, count: number])[];
  /** One message per image that cannot be decoded. */
  readonly faults: readonly string[];
}

/** How much the channels of a grayscale pixel may differ in a thumbnail: JPEG is lossy. */
const greyTolerance = 12;

/** Opens images from every class, spread evenly over the class: `most` in total, but at least one per class. */
export async function sampleImages({ classes }: ImageSet, most = 240): Promise<ImageSample> {
  const perClass = Math.max(1, Math.floor(most / classes.length));
  const chosen = classes.flatMap(({ images }) => spread(images, perClass));
  const sizes: (readonly [number, number])[] = [];
  const formats = new Map<string, number>();
  const faults: string[] = [];
  let color = false;
  for (const path of chosen) {
    try {
      // The same decoder as in training, so that its errors are reported here.
      const pixels = await decodePixels(path, thumbnail);
      const { format, width, height } = await describeImage(path);
      sizes.push([height, width]);
      formats.set(format, (formats.get(format) ?? 0) + 1);
      color ||= hasColor(pixels);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      faults.push(error.message);
    }
  }
  return {
    opened: chosen.length,
    sizes,
    color,
    formats: [...formats].sort(([, a], [, b]) => b - a),
    faults,
  };
}

const thumbnail = {
  shape: [32, 32, 3],
  color: 'rgb',
  resize: 'fill',
  rescale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
} as const;

function spread<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)] as T);
}

function hasColor(pixels: Uint8Array): boolean {
  let colored = 0;
  for (let i = 0; i + 2 < pixels.length; i += 3) {
    const [r = 0, g = 0, b = 0] = pixels.subarray(i, i + 3);
    if (Math.max(r, g, b) - Math.min(r, g, b) > greyTolerance) colored++;
  }
  return colored * 3 > pixels.length * 0.005;
}
