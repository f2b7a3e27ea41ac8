import { permutation, randomStream } from '../../base/random/stream';
import type { AugmentSpec } from '../../language/data';
import type { InputSpec } from '../../language/input';
import { type BatchItem, createBatchStream } from './batch-stream';
import type { Pictures } from './data-host';
import type { DataSet } from './data-set';
import type { LabelledImage } from './image-folder';
import { createCorruptImages, createImageReader } from './image-reader';
import { classSizes, imagesOfFiles, type LabelledImages, writeTarget } from './labelled-images';
import { pixelCount } from './pixels';

export interface StreamedDataSetOptions {
  readonly images: LabelledImages;
  readonly input: InputSpec;
  /**
   * For training: the seed of the order, which is drawn anew for every epoch, and of the augmentation. Without it the
   * images come in their own order, unchanged.
   */
  readonly shuffle?: { readonly seed: number; readonly augment?: AugmentSpec | undefined } | undefined;
  /** Pixels are kept when the whole set takes no more than this as bytes; by default 64 MiB. */
  readonly cacheBytes?: number;
  /** How many images may turn out unreadable before iteration throws; by default 5 %, at least 10. */
  readonly maxCorrupt?: number | undefined;
  /** Hears, once each, of images that are left out because they cannot be decoded. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * A data set that streams images from wherever they are.
 *
 * An image that cannot be decoded is left out, but keeps its place in the order: a batch may hold fewer images than
 * asked for, one that would hold none is not yielded, and `from` counts such a one like the others. Iteration throws a
 * `DataError` once more than `maxCorrupt` images, or all of a class, have turned out bad.
 */
export function createStreamedDataSet(options: StreamedDataSetOptions): DataSet {
  const { images, input, shuffle, cacheBytes = 64 * 2 ** 20, maxCorrupt, onWarning } = options;
  const { classes, labels } = images;
  const size = labels.length;
  const sizes = classSizes(images);
  const keepsAll = images.inMemory !== true && size * pixelCount(input) <= cacheBytes;
  const reader = createImageReader((index) => images.read(index), keepsAll);
  const stream = createBatchStream({
    classes,
    input,
    augment: shuffle?.augment && { seed: shuffle.seed, spec: shuffle.augment },
    corrupt: createCorruptImages({
      size,
      classes,
      ...(images.targets ? {} : { sizes }),
      most: maxCorrupt,
      onWarning,
    }),
  });

  const itemOf = (index: number): BatchItem => ({
    index,
    label: labels[index] ?? 0,
    read: () => reader.read(index),
    writeTarget: (y, offset) => writeTarget(y, offset, images, index),
  });

  async function* lists(order: Uint32Array, first: number, batchSize: number) {
    for (let next = first; next < order.length; next += batchSize) {
      yield Array.from(order.subarray(next, next + batchSize), itemOf);
    }
  }

  return {
    classes,
    size,
    classSizes: sizes,
    batches({ batchSize, epoch, from = 0 }) {
      const order = shuffle
        ? permutation(randomStream(shuffle.seed, `shuffle/${epoch}`), size)
        : Uint32Array.from(labels.keys());
      return stream(lists(order, from * batchSize, batchSize), epoch, from);
    },
  };
}

export interface ImageDataSetOptions extends Omit<StreamedDataSetOptions, 'images'> {
  readonly images: readonly LabelledImage[];
  /** In the order of the network's outputs. */
  readonly classes: readonly string[];
  readonly pictures: Pictures;
}

/** A data set that streams image files; see {@link createStreamedDataSet}. */
export function createImageDataSet({ images, classes, pictures, ...options }: ImageDataSetOptions): DataSet {
  return createStreamedDataSet({
    ...options,
    images: imagesOfFiles(images, classes, options.input, pictures),
  });
}
