import { linkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nodeData } from '../../../src/hosts/node/data-files';
import { openDataSets } from '../../../src/run/data/open-data-sets';
import { folderWith, greyPng, inputSpec } from './pictures';

/** Bytes of memory outside the JavaScript heap, where pixels are, and inside it. */
const inUse = () => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

it('uses no more memory at the end of 2,000 files than at the start', async () => {
  const base = folderWith({ 'picture.png': await greyPng(7) });
  for (const name of ['a', 'b']) {
    mkdirSync(join(base, 'train', name), { recursive: true });
    for (let i = 0; i < 1000; i++) linkSync(join(base, 'picture.png'), join(base, 'train', name, `${i}.png`));
  }
  const { train } = await openDataSets(
    {
      data: { train: { directory: 'train' } },
      input: inputSpec({ shape: [190, 190, 1] }),
      classNames: null,
      classCount: 2,
      seed: 1,
    },
    base,
    nodeData,
  );
  let images = 0;
  let early = 0;
  let late = 0;
  for await (const { size } of train.batches({ batchSize: 20, epoch: 0 })) {
    images += size;
    if (images <= 1000) early = Math.max(early, inUse());
    else late = Math.max(late, inUse());
  }
  expect(images).toBe(2000);
  // If cached, the second thousand would take 47 MiB as pixels and 188 MiB as float32.
  expect(late - early).toBeLessThan(40 * 2 ** 20);
}, 30_000);
