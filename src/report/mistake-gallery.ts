import sharp from 'sharp';
import type { Mistake } from '../evaluate/evaluate';
import type { InputSpec } from '../spec/input';

/** A picture that was taken for another class. */
export interface MistakePicture {
  /** Numbers of classes. */
  readonly truth: number;
  readonly predicted: number;
  readonly score: number;
  /** A `data:` URL. */
  readonly source: string;
}

const usualLimit = 24;
/** The longer side of a picture on the page, in pixels. */
const largest = 96;

/** Keeps the mistakes that the network was surest of, and makes pictures of them. Memory is bounded by `limit`. */
export function createMistakeGallery(
  input: InputSpec,
  limit = usualLimit,
): {
  readonly add: (mistake: Mistake) => void;
  /** The surest first, as the network saw them. */
  pictures(): Promise<readonly MistakePicture[]>;
} {
  const kept: Mistake[] = [];
  return {
    add(mistake) {
      const place = kept.findIndex(({ score }) => mistake.score > score);
      if (place === -1 && kept.length === limit) return;
      kept.splice(place === -1 ? kept.length : place, 0, { ...mistake, x: mistake.x.slice() });
      kept.length = Math.min(kept.length, limit);
    },
    pictures: () =>
      Promise.all(
        kept.map(async ({ x, ...mistake }) => ({ ...mistake, source: await pictureUrl(x, input) })),
      ),
  };
}

/** The picture that `(pixel · rescale − mean) / std` was made of, no larger than the page shows it. */
async function pictureUrl(x: Float32Array, { shape, rescale, mean, std }: InputSpec): Promise<string> {
  const [height, width, channels] = shape;
  const pixels = Uint8ClampedArray.from(x, (value, i) => {
    const channel = i % channels;
    return (value * (std[channel] ?? 1) + (mean[channel] ?? 0)) / rescale;
  });
  const bytes = await sharp(pixels, { raw: { width, height, channels: channels === 1 ? 1 : 3 } })
    .resize(largest, largest, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 85 })
    .toBuffer();
  return `data:image/webp;base64,${bytes.toString('base64')}`;
}
