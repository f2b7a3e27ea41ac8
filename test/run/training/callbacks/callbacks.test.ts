import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { builtInCallbacks, createCallbacks } from '../../../../src/run/training/callbacks';
import { defineCallback } from '../../../../src/run/training/callbacks/callback';
import { create } from './create-callback';

describe('createCallbacks', () => {
  it('lists the available types if a type is unknown', () => {
    const message = 'unknown callback "toString"';
    const hint =
      'expected one of csvLogger, earlyStopping, learningRateScheduler, modelCheckpoint, reduceLROnPlateau, tensorBoard, terminateOnNaN';
    expect(() => create({ type: 'toString' })).toThrow(expect.objectContaining({ message, hint }));
  });

  it('accepts kinds of the user', () => {
    const kind = defineCallback({
      type: 'mine',
      schema: z.strictObject({ every: z.number() }),
      create: ({ every }) => ({ state: () => ({ every }), restore: () => {} }),
    });
    const [callback] = createCallbacks([{ type: 'mine', every: 3 }], {}, { ...builtInCallbacks, mine: kind });
    expect(callback?.state?.()).toEqual({ every: 3 });
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
    [{ type: 'modelCheckpoint', path: 'm.weights.h5' }, /path: .* requires saveWeightsOnly: true/],
    [
      { type: 'modelCheckpoint', path: 'm.h5', saveFrequency: 'batch' },
      /saveFrequency: expected 'epoch' or a number/,
    ],
    [{ type: 'csvLogger', path: 'a.csv', separator: ', ' }, /^csvLogger: separator: /],
    [{ type: 'csvLogger', path: '{epoch}.csv' }, /unknown field \{epoch\}/],
  ])('rejects %o', (options, message) => {
    expect(() => create(options)).toThrow(message);
  });

  it.each([
    ['earlyStopping', { state: { wait: '1', best: 0, bestEpoch: 0, stoppedEpoch: 0 } }, 'in "wait"'],
    ['reduceLROnPlateau', { state: { wait: 0, best: 'x', cooldownCounter: 0 } }, 'in "best"'],
    ['modelCheckpoint', { path: 'm.h5', state: { best: null, batches: null, files: [] } }, 'in "batches"'],
    ['modelCheckpoint', { path: 'm.h5', state: { best: null, batches: 0, files: [1] } }, 'in "files"'],
  ])('%s rejects a damaged state', (type, { state, ...options }, message) => {
    expect(() => create({ type, ...options }).restore?.(state)).toThrow(message);
  });
});
