import { describe, expect, it } from 'vitest';
import { memoryRun } from '../memory-control';
import { create } from './create-callback';

describe('modelCheckpoint', () => {
  it('keeps the newest files it wrote, including across a resume', async () => {
    const run = memoryRun({ files: { 'm-0.h5': 'not ours' } });
    const options = { type: 'modelCheckpoint', path: 'm-{epoch}.h5', keepLast: 2 };
    let callback = create(options);
    for (const epoch of [0, 1, 2, 3]) {
      await callback.onEpochEnd?.(epoch, { loss: 1 }, run.control);
      const state = JSON.parse(JSON.stringify(callback.state?.()));
      callback = create(options);
      callback.restore?.(state);
    }
    expect([...run.files.keys()]).toEqual(['m-0.h5', 'm-3.h5', 'm-4.h5']);
    expect(run.removed).toEqual(['m-1.h5', 'm-2.h5']);
  });

  it('writes the new file before it removes an old one, and never removes the new one', async () => {
    const run = memoryRun();
    const callback = create({ type: 'modelCheckpoint', path: 'm-{loss:.0f}.h5', keepLast: 1 });
    for (const loss of [1, 2, 1, 1]) await callback.onEpochEnd?.(0, { loss }, run.control);
    expect(run.written).toEqual(['m-1.h5', 'm-2.h5', 'm-1.h5', 'm-1.h5']);
    expect(run.removed).toEqual(['m-1.h5', 'm-2.h5']);
  });

  it('does not update the best value if it could not save the model', async () => {
    const run = memoryRun();
    const callback = create({ type: 'modelCheckpoint', path: 'm.h5', saveBestOnly: true, monitor: 'loss' });
    const full = { ...run.control, saveModel: () => Promise.reject(new Error('disk full')) };
    await expect(callback.onEpochEnd?.(0, { loss: 1 }, full)).rejects.toThrow('disk full');
    await callback.onEpochEnd?.(1, { loss: 2 }, run.control);
    expect(run.written).toEqual(['m.h5']);
    expect(run.said).toEqual(['loss is 2: saved m.h5.']);
  });

  it('fills in variables', async () => {
    const run = memoryRun();
    await create({ type: 'modelCheckpoint', path: '{color}.h5' }).onEpochEnd?.(0, {}, run.control);
    expect(run.written).toEqual(['rgb.h5']);
  });

  it('has a batch hook only if needed, to avoid reading metrics back', () => {
    expect(create({ type: 'modelCheckpoint', path: 'm.h5' }).onBatchEnd).toBeUndefined();
    const often = create({ type: 'modelCheckpoint', path: 'm.h5', saveFrequency: 2 });
    expect(often.onBatchEnd).toBeDefined();
    expect(often.onEpochEnd).toBeUndefined();
  });
});
