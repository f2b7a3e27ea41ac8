import { randomStream } from '../../base/random/stream';
import type { AugmentSpec } from '../../language/data';
import type { InputSpec } from '../../language/input';
import type { Batch } from '../backends/engine';
import { augmentPixels, drawAugmentation, mixUp } from './augment';
import { DataError } from './data-error';
import type { CorruptImages } from './image-reader';
import { createNormalizer, type Pixels, pixelCount } from './pixels';

/** Number of batches decoded ahead of the consumer. */
const batchesAhead = 2;

/** An image of a future batch. */
export interface BatchItem {
  /** Its index in the set, which determines the augmentation together with seed and epoch. */
  readonly index: number;
  /** The index of its class; for soft labels, the most probable one. */
  readonly label: number;
  /** Returns its pixels, or the error if they cannot be read. */
  read(): Promise<Pixels | DataError>;
  /** Adds its class probabilities to the row of `y` that starts at `offset`. */
  writeTarget(y: Float32Array, offset: number): void;
}

export interface BatchStreamOptions {
  readonly classes: readonly string[];
  readonly input: InputSpec;
  /** Default: no augmentation. */
  readonly augment?: { readonly seed: number; readonly spec: AugmentSpec } | undefined;
  readonly corrupt: CorruptImages;
}

/**
 * Turns lists of images into batches: reads ahead of the consumer, augments, normalizes and mixes. The first list is number
 * `from` of its pass; batches have that number as their `index`.
 */
export type BatchStream = (
  lists: AsyncGenerator<readonly BatchItem[]>,
  epoch: number,
  from: number,
) => AsyncGenerator<Batch & { readonly index: number }>;

/**
 * Creates the pipeline from images to batches that all kinds of data sets use. Images that cannot be read are omitted from
 * their batch; a batch without images is not yielded.
 */
export function createBatchStream({ classes, input, augment, corrupt }: BatchStreamOptions): BatchStream {
  const pixelsPerImage = pixelCount(input);
  const normalize = createNormalizer(input);

  async function readItem(item: BatchItem, epoch: number) {
    const pixels = await item.read();
    if (pixels instanceof DataError || !augment) return { item, pixels };
    const stream = randomStream(augment.seed, `augment/${epoch}/${item.index}`);
    const change = drawAugmentation(augment.spec, stream);
    const fullRange = pixels instanceof Uint8Array ? 255 : 1 / Math.abs(input.rescale);
    return { item, pixels: augmentPixels(pixels, input.shape, change, fullRange) };
  }

  /** Builds a batch from the images that could be read, in order. Reports corrupt images here, to keep warnings in order too. */
  function assemble(read: readonly Awaited<ReturnType<typeof readItem>>[], epoch: number): Batch {
    const good: { readonly item: BatchItem; readonly pixels: Pixels }[] = [];
    for (const { item, pixels } of read) {
      if (pixels instanceof DataError) corrupt.note(item.index, item.label, pixels);
      else good.push({ item, pixels });
    }
    const x = new Float32Array(good.length * pixelsPerImage);
    const y = new Float32Array(good.length * classes.length);
    for (const [row, { item, pixels }] of good.entries()) {
      normalize(pixels, x, row * pixelsPerImage);
      item.writeTarget(y, row * classes.length);
    }
    const batch = { size: good.length, x, y };
    if (!augment || augment.spec.mixup === 0) return batch;
    const numbers = good.map(({ item }) => item.index);
    return mixUp(batch, numbers, { alpha: augment.spec.mixup, seed: augment.seed, epoch });
  }

  return async function* batches(lists, epoch, from) {
    const readNext = () => {
      const reading = lists
        .next()
        .then(({ done, value }) => (done ? null : Promise.all(value.map((item) => readItem(item, epoch)))));
      // A consumer that stops early never awaits batches read ahead, so their errors are ignored.
      reading.catch(() => undefined);
      return reading;
    };
    try {
      const ahead = Array.from({ length: batchesAhead }, readNext);
      for (let index = from; ; index++) {
        ahead.push(readNext());
        const read = await ahead.shift();
        if (!read) return;
        const batch = assemble(read, epoch);
        if (batch.size > 0) yield { ...batch, index };
      }
    } finally {
      // Not awaited, because a source that hangs must not keep the run from ending.
      lists.return(undefined).catch(() => undefined);
    }
  };
}
