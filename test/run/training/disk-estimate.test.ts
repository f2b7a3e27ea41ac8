import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatBytes } from '../../../src/base/text/format-numbers';
import { freeSpace } from '../../../src/hosts/node/runs';
import type { CallbackSpec } from '../../../src/language/callbacks';
import { describeDiskUse, diskWarning, estimateDisk } from '../../../src/run/training/disk-estimate';
import { temporaryFolder } from '../../support/temporary-folder';
import { fakePlan } from './fakes';

/** 40 epochs of 10 batches, with the parameters of the 12-class network. */
function linesOf(callbacks: readonly CallbackSpec[], variables = {}) {
  const plan = fakePlan({ epochs: 40, batchSize: 32, params: 45_063_874, callbacks, variables });
  return describeDiskUse(estimateDisk(plan, 320));
}

const checkpoint = (path: string, options = {}) => ({ type: 'modelCheckpoint', path, ...options });

describe('estimateDisk', () => {
  it.each([
    ['every epoch', checkpoint('m-{epoch:04d}.h5'), '40 epochs × 180 MB = 7.21 GB'],
    ['one name for every epoch', checkpoint('last.h5'), '180 MB'],
    ['a variable in the name', checkpoint('last-{color}.h5'), '180 MB'],
    ['the best, with one name', checkpoint('best.h5', { saveBestOnly: true }), '180 MB'],
    [
      'the best, numbered',
      checkpoint('b-{epoch}.h5', { saveBestOnly: true }),
      '40 epochs × 180 MB = 7.21 GB',
    ],
    ['the newest three', checkpoint('m-{epoch}.h5', { keepLast: 3 }), '3 files × 180 MB = 541 MB'],
    [
      'keepLast larger than the number of files',
      checkpoint('m-{epoch}.h5', { keepLast: 90 }),
      '40 files × 180 MB = 7.21 GB',
    ],
    ['every 5 batches', checkpoint('m-{batch}.h5', { saveFrequency: 5 }), '80 files × 180 MB = 14.4 GB'],
    ['histograms', { type: 'tensorBoard', histogramFrequency: 3 }, '14 epochs × 1.84 kB = 25.8 kB'],
  ])('%s', (_, callback, expected) => {
    const line = linesOf([callback], { color: 'rgb' }).find(
      (part) => !/^(final model|resume state)/.test(part),
    );
    expect(line?.slice(line.lastIndexOf(': ') + 2)).toBe(expected);
  });

  it('always counts the final model and the state files', () => {
    const always = ['resume state: 2 files × 180 MB = 361 MB', 'final model: 180 MB'];
    expect(linesOf([{ type: 'tensorBoard' }, { type: 'earlyStopping' }])).toEqual(always);
    expect(linesOf([checkpoint('m-{batch}.h5', { saveFrequency: 1000 })])).toEqual(always);
  });

  it('lists the largest files first, with their total', () => {
    const callbacks = [checkpoint('best.h5'), checkpoint('m-{epoch:04d}.h5')];
    const plan = fakePlan({ epochs: 40, params: 45_063_874, callbacks });
    const estimate = estimateDisk(plan, 320);
    expect(describeDiskUse(estimate)).toEqual([
      'modelCheckpoint m-{epoch:04d}.h5: 40 epochs × 180 MB = 7.21 GB',
      'resume state: 2 files × 180 MB = 361 MB',
      'modelCheckpoint best.h5: 180 MB',
      'final model: 180 MB',
    ]);
    expect(estimate.bytes).toBe(42 * (4 * 45_063_874 + 8192 + 2 * 2560) + 2 * (4 * 45_063_874 + 16_384));
  });

  it('warns only if the disk is too small', () => {
    const estimate = estimateDisk(fakePlan({ epochs: 1, params: 250_000_000 }), 4);
    expect(diskWarning(estimate, estimate.bytes)).toBeNull();
    expect(diskWarning(estimate, estimate.bytes - 1)).toBe(
      'this run may write 3 GB, but only 3 GB are free: resume state: 2 files × 1 GB = 2 GB; final model: 1 GB (set keepLast on a modelCheckpoint to keep only its newest files)',
    );
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [999_499, '999 kB'],
    [999_600, '1 MB'],
    [180_255_496, '180 MB'],
    [7.21e9, '7.21 GB'],
    [2e15, '2 PB'],
    [3e18, '3000 PB'],
  ])('%d → %s', (bytes, expected) => {
    expect(formatBytes(bytes)).toBe(expected);
  });
});

describe('freeSpace', () => {
  it('checks the nearest existing folder', async () => {
    const folder = temporaryFolder();
    const below = await freeSpace(join(folder, 'not', 'yet', 'there'));
    expect(below).toBeGreaterThan(0);
    expect(Math.abs((below ?? 0) - ((await freeSpace(folder)) ?? 0))).toBeLessThan(1e9);
  });
});
