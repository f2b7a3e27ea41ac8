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

/** Pixels of data sets up to this size are kept in memory. */
export const cachedBytes = 64 * 2 ** 20;

export interface StreamedDataSetOptions {
  readonly images: LabelledImages;
  readonly input: InputSpec;
  /**
   * For training: the seed of the order, which changes in every epoch, and of the augmentation. Without it, the images keep
   * their order and are not augmented.
   */
  readonly shuffle?: { readonly seed: number; readonly augment?: AugmentSpec | undefined } | undefined;
  /** Pixels are cached if the whole data set takes at most this many bytes (default: 64 MiB). */
  readonly cacheBytes?: number;
  /** Number of images that may be unreadable before iteration throws (default: 5 %, at least 10). */
  readonly maxCorrupt?: number | undefined;
  /** Receives one warning for each image that is skipped because it cannot be decoded. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * Creates a data set that streams images from any source.
 *
 * An image that cannot be decoded is skipped but keeps its position in the order, so a batch may contain fewer images than
 * requested. A batch without images is not yielded, but `from` counts it. Iteration throws a `DataError` if more than
 * `maxCorrupt` images, or all images of a class, are unreadable.
 */
export function createStreamedDataSet(options: StreamedDataSetOptions): DataSet {
  const { images, input, shuffle, cacheBytes = cachedBytes, maxCorrupt, onWarning } = options;
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

/** Creates a data set that streams image files; see {@link createStreamedDataSet}. */
export function createImageDataSet({ images, classes, pictures, ...options }: ImageDataSetOptions): DataSet {
  return createStreamedDataSet({
    ...options,
    images: imagesOfFiles(images, classes, options.input, pictures),
  });
}
