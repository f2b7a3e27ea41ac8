import { describe, expect, it } from 'vitest';
import { trainingMemory } from '../../../src/check/training-memory';
import { assumedMemory, settleBatchSize } from '../../../src/run/training/batch-size';
import { checkText } from '../../support/check-file';
import { specText } from '../../support/spec-text';

function planOf(training: string) {
  const { plan } = checkText(specText({ training: `training: { ${training} }` }));
  if (!plan) throw new Error('the spec has errors');
  return plan;
}

const auto = planOf('batchSize: auto');
const many = { backend: 'wasm', memoryBytes: 1e12, images: 1e6 };
/** The memory that exactly fits this many images. */
const memoryFor = (images: number) => trainingMemory(auto, images).total;

describe('settleBatchSize', () => {
  it('keeps a number, without a message', () => {
    const { plan, message } = settleBatchSize(planOf('batchSize: 7'), many);
    expect([plan.training.batchSize, message]).toEqual([7, null]);
  });

  it.each([
    [
      { memoryBytes: memoryFor(100) },
      64,
      /^batch size 64: the largest power of two that fits into the [\d.]+ MB of backend wasm$/,
    ],
    [{ memoryBytes: memoryFor(64) }, 64, /fits into/],
    [{ memoryBytes: memoryFor(64) - 1 }, 32, /fits into/],
    [{ images: 100 }, 64, /^batch size 64: the largest power of two up to the 100 training images$/],
    [{ images: 1 }, 1, /up to the 1 training image$/],
    [
      {},
      1024,
      /^batch size 1024: the maximum for auto, although \d+ would fit into the 1 TB of backend wasm$/,
    ],
    [{ memoryBytes: undefined }, 1024, /2 GB \(assumed, because backend wasm does not report its memory\)$/],
    [{ begunWith: 48 }, 48, /^batch size 48: the same as in the run so far$/],
  ])('with %o chooses %d', (change, batchSize, message) => {
    const settled = settleBatchSize(auto, { ...many, ...change });
    expect(settled.plan.training.batchSize).toBe(batchSize);
    expect(settled.message).toMatch(message);
  });

  it('chooses the size of one batch with accumulate', () => {
    const plan = planOf('batchSize: auto, accumulate: 4');
    expect(settleBatchSize(plan, { ...many, images: 100 }).plan.training.batchSize).toBe(16);
    expect(trainingMemory(plan, 1).total).toBeGreaterThan(memoryFor(1));
  });

  it('assumes 2 GB for a device that does not report its memory', () => {
    expect(assumedMemory).toBe(2e9);
  });
});
