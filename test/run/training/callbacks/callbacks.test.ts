import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { builtInCallbacks, createCallbacks } from '../../../../src/run/training/callbacks';
import { type Callback, defineCallback } from '../../../../src/run/training/callbacks/callback';
import { memoryRun } from '../memory-control';

function create(options: { readonly type: string; readonly [key: string]: unknown }): Callback {
  const [callback] = createCallbacks([options], { color: 'rgb' });
  if (!callback) throw new Error('no callback');
  return callback;
}

describe('createCallbacks', () => {
  it('says what there is when a type is unknown', () => {
    const message = 'no callback is called "toString"';
    const hint =
      'expected one of csvLogger, earlyStopping, learningRateScheduler, modelCheckpoint, reduceLROnPlateau, tensorBoard, terminateOnNaN';
    expect(() => create({ type: 'toString' })).toThrow(expect.objectContaining({ message, hint }));
  });

  it('takes kinds of the user', () => {
    const kind = defineCallback({
      type: 'mine',
      schema: z.strictObject({ every: z.number() }),
      create: ({ every }) => ({ state: () => ({ every }), restore: () => {} }),
    });
    const [callback] = createCallbacks([{ type: 'mine', every: 3 }], {}, { ...builtInCallbacks, mine: kind });
    expect(callback?.state()).toEqual({ every: 3 });
  });

  it.each(Object.entries(builtInCallbacks))('%s is in the table under its type', (type, kind) => {
    expect(kind.type).toBe(type);
  });

  it.each([
    [{ type: 'earlyStopping', patience: -1 }, /^earlyStopping: patience: /],
    [{ type: 'reduceLROnPlateau', factor: 1 }, /^reduceLROnPlateau: factor: /],
    [{ type: 'modelCheckpoint' }, /^modelCheckpoint: path: /],
    [{ type: 'modelCheckpoint', path: 'folder/.h5' }, /ends in \.h5/],
    [{ type: 'modelCheckpoint', path: 'm.onnx' }, /ends in \.h5, \.weights\.h5 or \.keras/],
    [
      { type: 'modelCheckpoint', path: 'm.h5', saveWeightsOnly: true },
      /path: expected a file name that ends in \.weights\.h5/,
    ],
    [{ type: 'modelCheckpoint', path: 'm.weights.h5' }, /path: .* add saveWeightsOnly: true/],
    [
      { type: 'modelCheckpoint', path: 'm.h5', saveFrequency: 'batch' },
      /saveFrequency: expected 'epoch' or a number/,
    ],
    [{ type: 'csvLogger', path: 'a.csv', separator: ', ' }, /^csvLogger: separator: /],
    [{ type: 'csvLogger', path: '{epoch}.csv' }, /nothing is named \{epoch\}/],
  ])('refuses %o', (options, message) => {
    expect(() => create(options)).toThrow(message);
  });

  it.each([
    ['earlyStopping', { state: { wait: '1', best: 0, bestEpoch: 0, stoppedEpoch: 0 } }, 'in "wait"'],
    ['reduceLROnPlateau', { state: { wait: 0, best: 'x', cooldownCounter: 0 } }, 'in "best"'],
    ['modelCheckpoint', { path: 'm.h5', state: { best: null, batches: null, files: [] } }, 'in "batches"'],
    ['modelCheckpoint', { path: 'm.h5', state: { best: null, batches: 0, files: [1] } }, 'in "files"'],
  ])('%s refuses a damaged state', (type, { state, ...options }, message) => {
    expect(() => create({ type, ...options }).restore(state)).toThrow(message);
  });
});

describe('earlyStopping', () => {
  it('never stops at epoch 0', async () => {
    const run = memoryRun();
    const callback = create({ type: 'earlyStopping', patience: 1 });
    await callback.onEpochEnd?.(0, { val_loss: Number.NaN }, run.control);
    expect(run.stopReason).toBeNull();
    await callback.onEpochEnd?.(1, { val_loss: Number.NaN }, run.control);
    expect(run.stopReason).toBe('val_loss has not improved for 2 epochs');
  });
});

describe('modelCheckpoint', () => {
  it('keeps the newest files that it wrote, across a resume too', async () => {
    const run = memoryRun({ files: { 'm-0.h5': 'not ours' } });
    const options = { type: 'modelCheckpoint', path: 'm-{epoch}.h5', keepLast: 2 };
    let callback = create(options);
    for (const epoch of [0, 1, 2, 3]) {
      await callback.onEpochEnd?.(epoch, { loss: 1 }, run.control);
      const state = JSON.parse(JSON.stringify(callback.state()));
      callback = create(options);
      callback.restore(state);
    }
    expect([...run.files.keys()]).toEqual(['m-0.h5', 'm-3.h5', 'm-4.h5']);
    expect(run.removed).toEqual(['m-1.h5', 'm-2.h5']);
  });

  it('writes the new file before it removes an old one, and never the one it just wrote', async () => {
    const run = memoryRun();
    const callback = create({ type: 'modelCheckpoint', path: 'm-{loss:.0f}.h5', keepLast: 1 });
    for (const loss of [1, 2, 1, 1]) await callback.onEpochEnd?.(0, { loss }, run.control);
    expect(run.written).toEqual(['m-1.h5', 'm-2.h5', 'm-1.h5', 'm-1.h5']);
    expect(run.removed).toEqual(['m-1.h5', 'm-2.h5']);
  });

  it('remembers no best that it could not save', async () => {
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

  it('looks at batches only when asked to, so that nothing is read back in vain', () => {
    expect(create({ type: 'modelCheckpoint', path: 'm.h5' }).onBatchEnd).toBeUndefined();
    const often = create({ type: 'modelCheckpoint', path: 'm.h5', saveFrequency: 2 });
    expect(often.onBatchEnd).toBeDefined();
    expect(often.onEpochEnd).toBeUndefined();
  });
});

describe('terminateOnNaN', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'stops or fails at a loss of %d, as it is told',
    async (loss) => {
      const run = memoryRun();
      await create({ type: 'terminateOnNaN' }).onBatchEnd?.(1, { loss }, run.control);
      expect(run.stopReason).toBe(`the loss became ${loss} at batch 2`);
      const raising = create({ type: 'terminateOnNaN', raiseError: true });
      expect(() => raising.onBatchEnd?.(1, { loss }, run.control)).toThrow(
        `the loss became ${loss} at batch 2`,
      );
    },
  );
});

describe('csvLogger', () => {
  it('appends under the header that is there', async () => {
    const run = memoryRun({ files: { 'log.csv': 'epoch,val_loss,loss\r\n0,2.0,1.0\r\n' } });
    const callback = create({ type: 'csvLogger', path: 'log.csv', append: true });
    await callback.onTrainBegin?.(run.control);
    await callback.onEpochEnd?.(1, { accuracy: 0.5, loss: 0.5 }, run.control);
    expect(run.files.get('log.csv')).toEqual({ text: 'epoch,val_loss,loss\r\n0,2.0,1.0\r\n1,NA,0.5\r\n' });
  });

  it('quotes what holds its separator', async () => {
    const run = memoryRun();
    const callback = create({ type: 'csvLogger', path: 'log.csv', separator: '.' });
    await callback.onTrainBegin?.(run.control);
    await callback.onEpochEnd?.(0, { loss: 0.5 }, run.control);
    expect(run.files.get('log.csv')).toEqual({ text: 'epoch.loss.val_loss\r\n0."0.5".NA\r\n' });
  });
});

describe('messages', () => {
  it('warn of a missing log once', async () => {
    const run = memoryRun();
    const callback = create({ type: 'earlyStopping' });
    for (const epoch of [0, 1]) await callback.onEpochEnd?.(epoch, { accuracy: 1, loss: 1 }, run.control);
    expect(run.warnings).toEqual([
      'earlyStopping watches val_loss, which is missing (there are accuracy, loss): it does nothing',
    ]);
  });

  it('say why training stops, what became of the rate, and which weights came back', async () => {
    const run = memoryRun();
    const stopping = create({ type: 'earlyStopping', monitor: 'loss', restoreBestWeights: true });
    const reducing = create({ type: 'reduceLROnPlateau', monitor: 'loss', patience: 1 });
    for (const callback of [stopping, reducing]) {
      for (const epoch of [0, 1]) await callback.onEpochEnd?.(epoch, { loss: 1 }, run.control);
      await callback.onTrainEnd?.(run.control);
    }
    expect(run.stopReason).toBe('loss has not improved for 1 epoch');
    expect(run.said).toEqual([
      'Weights of epoch 1, the best by loss, are back.',
      'loss stands still: learning rate 0.01 → 0.001.',
    ]);
  });
});
