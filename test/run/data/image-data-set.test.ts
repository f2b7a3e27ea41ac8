import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sharpPictures } from '../../../src/hosts/node/images';
import { augmentSchema } from '../../../src/language/data';
import type { Batch } from '../../../src/run/backends/engine';
import { DataError } from '../../../src/run/data/data-error';
import { createImageDataSet, type ImageDataSetOptions } from '../../../src/run/data/streamed-data-set';
import { allBatches, folderWith, greyPng, inputSpec } from './pictures';

const input = inputSpec({ shape: [2, 2, 1] });
const classes = ['even', 'odd'];

/** Options for `count` images, image `i` of gray `i` and class `i % 2`; those in `broken` are text. */
async function pictures(count: number, broken: readonly number[] = []) {
  const files: Record<string, string | Uint8Array> = {};
  await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      files[`${i}.png`] = broken.includes(i) ? 'no picture' : await greyPng(i);
    }),
  );
  const folder = folderWith(files);
  const images = Array.from({ length: count }, (_, i) => ({ path: join(folder, `${i}.png`), label: i % 2 }));
  return { images, classes, input, pictures: sharpPictures } satisfies ImageDataSetOptions;
}

/** The gray values of each batch, one per image. */
function greys(batches: readonly Batch[]): number[][] {
  return batches.map(({ x, size }) => Array.from({ length: size }, (_, i) => x[i * 4] ?? -1));
}

describe('for evaluation', () => {
  it('yields images in order with one-hot classes; the last batch may be smaller', async () => {
    const batches = await allBatches(createImageDataSet(await pictures(5)), { batchSize: 2, epoch: 0 });
    expect(batches.map(({ size }) => size)).toEqual([2, 2, 1]);
    expect(greys(batches)).toEqual([[0, 1], [2, 3], [4]]);
    expect(batches.map(({ x }) => Array.from(x))[1]).toEqual([2, 2, 2, 2, 3, 3, 3, 3]);
    expect(batches.map(({ y }) => Array.from(y))).toEqual([
      [1, 0, 0, 1],
      [1, 0, 0, 1],
      [1, 0],
    ]);
  });

  it('is the same in every epoch', async () => {
    const set = createImageDataSet(await pictures(5));
    expect(await allBatches(set, { batchSize: 2, epoch: 3 })).toEqual(
      await allBatches(set, { batchSize: 2, epoch: 0 }),
    );
  });
});

describe('for training', () => {
  const augment = augmentSchema.parse({ flip: true, rotation: 10, shift: 0.1, zoom: 0.1, brightness: 0.3 });

  it('yields every image once, in an order that depends only on seed and epoch', async () => {
    const options = await pictures(20);
    const pass = async (seed: number, epoch: number, batchSize: number) =>
      greys(
        await allBatches(createImageDataSet({ ...options, shuffle: { seed } }), { batchSize, epoch }),
      ).flat();
    const first = await pass(1, 0, 6);
    expect(first.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(await pass(1, 0, 6)).toEqual(first);
    expect(await pass(1, 0, 20)).toEqual(first);
    expect(await pass(1, 1, 6)).not.toEqual(first);
    expect(await pass(2, 0, 6)).not.toEqual(first);
  });

  it.each([0, 64 * 2 ** 20])(
    'augments in the same way on every pass, differently in every epoch (cache %i)',
    async (cacheBytes) => {
      const set = createImageDataSet({ ...(await pictures(8)), shuffle: { seed: 1, augment }, cacheBytes });
      const first = await allBatches(set, { batchSize: 3, epoch: 0 });
      const second = await allBatches(set, { batchSize: 3, epoch: 1 });
      expect(await allBatches(set, { batchSize: 3, epoch: 0 })).toEqual(first);
      expect(greys(second).flat().toSorted()).not.toEqual(greys(first).flat().toSorted());
    },
  );

  it('skips batches by `from`, and continues as if it had yielded them', async () => {
    const set = createImageDataSet({ ...(await pictures(11)), shuffle: { seed: 1, augment } });
    const whole = await allBatches(set, { batchSize: 3, epoch: 2 });
    for (const from of [1, 3, 4]) {
      expect(await allBatches(set, { batchSize: 3, epoch: 2, from })).toEqual(whole.slice(from));
    }
  });
});

describe('reading', () => {
  it('decodes only a few batches ahead of the consumer', async () => {
    const options = await pictures(40);
    const set = createImageDataSet(options);
    for await (const batch of set.batches({ batchSize: 2, epoch: 0 })) {
      expect(batch.size).toBe(2);
      break;
    }
    // Images not read ahead can no longer be decoded, because their files are removed.
    for (const { path } of options.images) rmSync(path);
    const later = await allBatches(set, { batchSize: 2, epoch: 0, from: 19 }).catch(
      (error: unknown) => error,
    );
    expect(later).toEqual([]);
  });

  it('does not decode skipped images', async () => {
    const options = await pictures(12);
    for (const { path } of options.images.slice(0, 8)) rmSync(path);
    const warnings: string[] = [];
    const set = createImageDataSet({ ...options, onWarning: (message) => warnings.push(message) });
    expect(greys(await allBatches(set, { batchSize: 4, epoch: 0, from: 2 }))).toEqual([[8, 9, 10, 11]]);
    expect(warnings).toEqual([]);
  });

  it('caches a small set, and reads a large one again', async () => {
    const options = await pictures(4);
    const small = createImageDataSet(options);
    const large = createImageDataSet({ ...options, cacheBytes: 4 * 4 - 1 });
    const [first] = await allBatches(small, { batchSize: 4, epoch: 0 });
    await allBatches(large, { batchSize: 4, epoch: 0 });
    for (const { path } of options.images) rmSync(path);
    expect(await allBatches(small, { batchSize: 4, epoch: 1 })).toEqual([first]);
    await expect(allBatches(large, { batchSize: 4, epoch: 1 })).rejects.toThrow(DataError);
  });

  it('reads large batches in order', async () => {
    const set = createImageDataSet(await pictures(100));
    expect(greys(await allBatches(set, { batchSize: 100, epoch: 0 }))).toEqual([
      Array.from({ length: 100 }, (_, i) => i),
    ]);
  });
});

describe('images that cannot be decoded', () => {
  it('are skipped, and reported once, in order', async () => {
    const warnings: string[] = [];
    const options = await pictures(8, [5, 2]);
    const set = createImageDataSet({ ...options, onWarning: (message) => warnings.push(message) });
    const batches = await allBatches(set, { batchSize: 3, epoch: 0 });
    await allBatches(set, { batchSize: 3, epoch: 1 });
    expect(greys(batches)).toEqual([
      [0, 1],
      [3, 4],
      [6, 7],
    ]);
    expect(warnings).toEqual(
      [2, 5].map(
        (i) => `the image ${options.images[i]?.path} is not an image in a supported format; it is skipped`,
      ),
    );
  });

  it('give no empty batch', async () => {
    const set = createImageDataSet(await pictures(6, [2, 3]));
    expect(greys(await allBatches(set, { batchSize: 2, epoch: 0 }))).toEqual([
      [0, 1],
      [4, 5],
    ]);
  });

  it.each<[string, number, number, string | null, number?]>([
    ['ten of forty are borne', 40, 10, null],
    ['eleven of forty are too many', 40, 11, '11 of 40 images cannot be decoded'],
    ['one of three is borne', 3, 1, null],
    ['all of one class are too many', 3, 2, 'no image of class odd can be decoded'],
    ['eleven of 220 are borne', 220, 11, null],
    ['twelve of 220 are too many', 220, 12, '12 of 220 images cannot be decoded'],
    ['none of twenty is borne when none may be', 20, 1, '1 of 20 images cannot be decoded', 0],
    ['as many are borne as may be', 60, 12, null, 12],
  ])('%s', async (_, count, broken, message, maxCorrupt?: number) => {
    const bad = Array.from({ length: broken }, (_, i) => i);
    const set = createImageDataSet({ ...(await pictures(count, bad)), maxCorrupt });
    const pass = allBatches(set, { batchSize: 8, epoch: 0 });
    if (message === null) expect(greys(await pass).flat()).toHaveLength(count - broken);
    else await expect(pass).rejects.toThrow(message);
  });
});
