import { randomStream } from '../../base/random/stream';
import type { AugmentSpec } from '../../language/data';
import type { InputSpec } from '../../language/input';
import type { Batch } from '../backends/engine';
import { augmentPixels, drawAugmentation, mixUp } from './augment';
import { DataError } from './data-error';
import type { CorruptImages } from './image-reader';
import { createNormalizer, type Pixels, pixelCount } from './pixels';

/** Batches that are decoded while the consumer works on one. */
const batchesAhead = 2;

/** An image of a batch to come. */
export interface BatchItem {
  /** Its number in its set: with seed and epoch it gives the augmentation. */
  readonly index: number;
  /** The index of its class, the most likely one of soft labels. */
  readonly label: number;
  /** Its pixels, or why they cannot be had. */
  read(): Promise<Pixels | DataError>;
  /** Adds its shares of the classes to the row of `y` that begins at `offset`. */
  writeTarget(y: Float32Array, offset: number): void;
}

export interface BatchStreamOptions {
  readonly classes: readonly string[];
  readonly input: InputSpec;
  /** Unless given, images stay as they are. */
  readonly augment?: { readonly seed: number; readonly spec: AugmentSpec } | undefined;
  readonly corrupt: CorruptImages;
}

/**
 * Makes batches of lists of images: read ahead of the consumer, augmented, normalised, mixed. The first list is number
 * `from` of its pass; batches carry that number as their `index`.
 */
export type BatchStream = (
  lists: AsyncGenerator<readonly BatchItem[]>,
  epoch: number,
  from: number,
) => AsyncGenerator<Batch & { readonly index: number }>;

/**
 * The way from images to batches, one for all kinds of sets. An image that cannot be read is left out of its batch; a
 * batch that would hold none is not yielded.
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

  /** The batch of what could be read, in order. Bad images are noted here, so that warnings come in order too. */
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
      // A consumer that stops early never awaits what was read ahead; its failure is then no one's concern.
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
      // Not awaited: a source that hangs must not keep the run from ending.
      lists.return(undefined).catch(() => undefined);
    }
  };
}
