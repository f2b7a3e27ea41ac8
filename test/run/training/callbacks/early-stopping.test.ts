import { describe, expect, it } from 'vitest';
import { memoryRun } from '../memory-control';
import { create } from './create-callback';

describe('earlyStopping', () => {
  it('never stops at epoch 0', async () => {
    const run = memoryRun();
    const callback = create({ type: 'earlyStopping', patience: 1 });
    await callback.onEpochEnd?.(0, { val_loss: Number.NaN }, run.control);
    expect(run.stopReason).toBeNull();
    await callback.onEpochEnd?.(1, { val_loss: Number.NaN }, run.control);
    expect(run.stopReason).toBe('val_loss has not improved for 2 epochs');
  });

  it('warns of a missing log once', async () => {
    const run = memoryRun();
    const callback = create({ type: 'earlyStopping' });
    for (const epoch of [0, 1]) await callback.onEpochEnd?.(epoch, { accuracy: 1, loss: 1 }, run.control);
    expect(run.warnings).toEqual([
      'earlyStopping monitors val_loss, which is not logged (available: accuracy, loss), so it does nothing',
    ]);
  });

  it('reports why training stops, and which weights are restored', async () => {
    const run = memoryRun();
    const callback = create({ type: 'earlyStopping', monitor: 'loss', restoreBestWeights: true });
    for (const epoch of [0, 1]) await callback.onEpochEnd?.(epoch, { loss: 1 }, run.control);
    await callback.onTrainEnd?.(run.control);
    expect(run.stopReason).toBe('loss has not improved for 1 epoch');
    expect(run.said).toEqual(['Restored weights from epoch 1 (best loss).']);
  });
});
