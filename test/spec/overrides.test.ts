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
      'several in the list are of type "modelCheckpoint"',
      'use the index of one, from 0: 0, 2',
    ],
    [
      'callbacks.earlyStoping.patience',
      'nothing in the list is named "earlyStoping"',
      'use the name of a block, the type of a callback, or an index from 0',
    ],
  ])('and %s is refused', async (key, message, hint) => {
    await expect(validateSpec(source, { set: { [key]: 7 } })).rejects.toThrow(
      expect.objectContaining({ message: `--set ${key}: ${message}`, hint }),
    );
  });

  it('by its name rather than by the type of others', async () => {
    const { diagnostics } = await validateSpec(source, { set: { 'blocks.dense.units': 3 } });
    expect(diagnostics.map(({ code, message }) => ({ code, message }))).toEqual([
      { code: 'spec/unknown-key', message: 'unknown key "units"' },
    ]);
  });
});
