import { describe, expect, it } from 'vitest';
import { defineSpec, validateSpec } from '../../src';

const source = defineSpec({
  version: 1,
  name: 'tiny',
  input: { shape: [4, 4, 1] },
  classes: 2,
  blocks: [
    { type: 'flatten', name: 'dense' },
    { type: 'dense', units: 3, activation: 'relu' },
    { type: 'dense', units: 'classes', activation: 'softmax' },
  ],
  training: { epochs: 20 },
  callbacks: [
    { type: 'modelCheckpoint', path: 'a.h5' },
    { type: 'earlyStopping', monitor: 'loss' },
    { type: 'modelCheckpoint', path: 'b.h5' },
  ],
});

describe('a value in short form keeps its meaning', () => {
  const short = defineSpec({
    ...source,
    blocks: [
      { type: 'conv', name: 'conv1', filters: 2, kernel: 1, pool: 2, activation: 'relu' },
      { type: 'flatten' },
      { type: 'dense', units: 'classes', activation: 'softmax' },
    ],
    training: { optimizer: 'adam', loss: 'binaryCrossentropy' },
  });

  it.each([
    ['training.optimizer.learningRate', 0.5, { optimizer: { type: 'adam', learningRate: 0.5, beta1: 0.9 } }],
    ['training.optimizer.type', 'sgd', { optimizer: { type: 'sgd', momentum: 0 } }],
    ['training.loss.labelSmoothing', 0.1, { loss: { type: 'binaryCrossentropy', labelSmoothing: 0.1 } }],
  ])('%s=%j', async (key, value, training) => {
    const { plan, diagnostics } = await validateSpec(short, { set: { [key]: value } });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(plan?.training).toMatchObject(training);
  });

  it('a pool keeps its size', async () => {
    const { plan } = await validateSpec(short, { set: { 'blocks.conv1.pool.type': 'average' } });
    expect(plan?.layers.find(({ name }) => name === 'conv1_pool')).toMatchObject({
      kind: 'averagePool2d',
      config: { size: [2, 2], stride: [2, 2] },
    });
  });

  it('an option that its type lacks is reported in the override', async () => {
    const { diagnostics } = await validateSpec(short, { set: { 'training.optimizer.momentum': 0.5 } });
    expect(diagnostics.map(({ code, message }) => ({ code, message }))).toEqual([
      { code: 'spec/unknown-key', message: expect.stringContaining('unknown key "momentum"') },
    ]);
  });
});

describe('an entry of a list is addressed', () => {
  it.each([
    ['callbacks.earlyStopping.patience', 1, 'patience'],
    ['callbacks.1.patience', 1, 'patience'],
    ['callbacks.2.keepLast', 2, 'keepLast'],
  ])('by %s', async (key, index, option) => {
    const { plan } = await validateSpec(source, { set: { [key]: 7 } });
    expect(plan?.callbacks.map((callback) => callback[option])[index]).toBe(7);
  });

  it.each([
    [
      'callbacks.modelCheckpoint.keepLast',
      'several entries have the type "modelCheckpoint"',
      'use the index of one of them, counted from 0: 0, 2',
    ],
    [
      'callbacks.earlyStoping.patience',
      'no entry is named "earlyStoping"',
      'use the name of a block, the type of a callback, or an index counted from 0',
    ],
  ])('but %s is rejected', async (key, message, hint) => {
    await expect(validateSpec(source, { set: { [key]: 7 } })).rejects.toThrow(
      expect.objectContaining({ message: `--set ${key}: ${message}`, hint }),
    );
  });

  it('by its name rather than by the type of another entry', async () => {
    const { diagnostics } = await validateSpec(source, { set: { 'blocks.dense.units': 3 } });
    expect(diagnostics.map(({ code, message }) => ({ code, message }))).toEqual([
      { code: 'spec/unknown-key', message: 'unknown key "units"' },
    ]);
  });
});
