import { describe, expect, it } from 'vitest';
import { memoryRun } from '../memory-control';
import { create } from './create-callback';

describe('reduceLROnPlateau', () => {
  it('reports the new learning rate', async () => {
    const run = memoryRun();
    const callback = create({ type: 'reduceLROnPlateau', monitor: 'loss', patience: 1 });
    for (const epoch of [0, 1]) await callback.onEpochEnd?.(epoch, { loss: 1 }, run.control);
    expect(run.said).toEqual(['loss has plateaued: learning rate 0.01 → 0.001.']);
  });

  it('never goes below minLearningRate', async () => {
    const run = memoryRun();
    const callback = create({
      type: 'reduceLROnPlateau',
      monitor: 'loss',
      patience: 1,
      minLearningRate: 0.005,
    });
    for (const epoch of [0, 1, 2, 3]) await callback.onEpochEnd?.(epoch, { loss: 1 }, run.control);
    expect(run.control.learningRate).toBeCloseTo(0.005, 7);
    expect(run.said).toEqual(['loss has plateaued: learning rate 0.01 → 0.005.']);
  });
});
