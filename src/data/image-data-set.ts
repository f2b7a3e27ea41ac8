import type { Batch } from '../backend/engine';
import { permutation, randomStream } from '../random/stream';
import type { AugmentSpec } from '../spec/data';
import type { InputSpec } from '../spec/input';
import { augmentPixels, drawAugmentation } from './augment';
import { DataError } from './data-error';
import type { DataSet } from './data-set';
import { createNormalizer } from './decode-image';
import type { LabelledImage } from './image-folder';
import { createImageReader } from './image-reader';

/** Batches that are decoded while the consumer works on one. */
const batchesAhead = 2;

export interface ImageDataSetOptions {
  readonly images: readonly LabelledImage[];
  readonly classes: readonly string[];
  readonly input: InputSpec;
  /**
   * For training: the seed of the order, which is drawn anew for every epoch, and of the augmentation. Without it the
   * images come in their own order, unchanged.
   */
  readonly shuffle?: { readonly seed: number; readonly augment?: AugmentSpec | undefined };
  /** Decoded pixels are kept when the whole set takes no more than this; by default 64 MiB. */
  readonly cacheBytes?: number;
  /** Hears, once each, of images that are left out because they cannot be decoded. */
  readonly onWarning?: (message: string) => void;
}

/**
 * A data set that streams image files.
 *
 * An image that cannot be decoded is left out, but keeps its place in the order: a batch may hold fewer images than
 * asked for, one that would hold none is not yielded, and `from` counts such a one like the others. Iteration throws a
 * {@link DataError} once more than 5 % of the images and more than 10, or all of a class, have turned out bad.
 */
export function createImageDataSet(options: ImageDataSetOptions): DataSet {
  const { images, classes, input, shuffle, cacheBytes = 64 * 2 ** 20, onWarning } = options;
  const reader = createImageReader(images, input, cacheBytes);
  const normalize = createNormalizer(input);
  const pixelsPerImage = input.shape[0] * input.shape[1] * input.shape[2];
  const bad = new Set<number>();
  const mostBad = Math.max(10, Math.floor(images.length * 0.05));

  function noteBad(index: number, error: DataError): void {
    if (bad.has(index)) return;
    bad.add(index);
    onWarning?.(`${error.message}; it is left out`);
    refuseLostClass(index, error);
    if (bad.size <= mostBad) return;
    throw new DataError(
      `${bad.size} of ${images.length} images cannot be decoded; the last: ${error.message}`,
      error.path,
      'mend or remove the files that the warnings name',
    );
  }

  /** A class without a sound image is not in the data at all. */
  function refuseLostClass(index: number, error: DataError): void {
    const label = images[index]?.label ?? 0;
    if (images.some((image, i) => image.label === label && !bad.has(i))) return;
    throw new DataError(
      `no image of class ${classes[label]} can be decoded; the last: ${error.message}`,
      error.path,
      'mend or replace the files that the warnings name',
    );
  }

  async function readImages(indices: Uint32Array, epoch: number) {
    return Promise.all(
      Array.from(indices, async (index) => {
        const pixels = await reader.read(index);
        if (pixels instanceof DataError || !shuffle?.augment) return { index, pixels };
        const stream = randomStream(shuffle.seed, `augment/${epoch}/${index}`);
        const augmentation = drawAugmentation(shuffle.augment, stream);
        return { index, pixels: augmentPixels(pixels, input.shape, augmentation) };
      }),
    );
  }

  /** The batch of what could be read, in order. Bad images are noted here, so that warnings come in order too. */
  function assemble(read: Awaited<ReturnType<typeof readImages>>): Batch {
    const good: { index: number; pixels: Uint8Array }[] = [];
    for (const { index, pixels } of read) {
      if (pixels instanceof DataError) noteBad(index, pixels);
      else good.push({ index, pixels });
    }
    const x = new Float32Array(good.length * pixelsPerImage);
    const y = new Float32Array(good.length * classes.length);
    for (const [row, { index, pixels }] of good.entries()) {
      normalize(pixels, x, row * pixelsPerImage);
      y[row * classes.length + (images[index]?.label ?? 0)] = 1;
    }
    return { size: good.length, x, y };
  }

  return {
    classes,
    size: images.length,
    async *batches({ batchSize, epoch, from = 0 }) {
      const order = shuffle
        ? permutation(randomStream(shuffle.seed, `shuffle/${epoch}`), images.length)
        : Uint32Array.from(images.keys());
      const ahead: ReturnType<typeof readImages>[] = [];
      let next = from * batchSize;
      const readAhead = () => {
        while (ahead.length <= batchesAhead && next < images.length) {
          const reading = readImages(order.subarray(next, next + batchSize), epoch);
          // A consumer that stops early never awaits what was read ahead; its failure is then no one's concern.
          reading.catch(() => undefined);
          ahead.push(reading);
          next += batchSize;
        }
      };
      readAhead();
      for (let reading = ahead.shift(); reading; reading = ahead.shift()) {
        readAhead();
        const batch = assemble(await reading);
        if (batch.size > 0) yield batch;
      }
    },
  };
}
