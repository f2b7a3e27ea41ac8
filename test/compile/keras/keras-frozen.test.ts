import { join } from 'node:path';
import { expect } from 'vitest';
import { importFile } from '../../../src/cli/import-file';
import { checkText } from '../../support/check-file';
import { runPython, testWithKeras } from '../../support/keras-python';
import { writeModel } from '../../support/node-formats';
import { specText } from '../../support/spec-text';
import { temporaryFolder } from '../../support/temporary-folder';
import { oneByOne, randomWeights } from './weights';

/** Trains each model for a step; prints what was trainable, the optimizer's variables and which weights have changed. */
const program = `
import json, sys
import numpy as np
import keras
results = []
for path in sys.argv[1:]:
    model = keras.models.load_model(path)
    before = [w.numpy() for w in model.weights]
    model.train_on_batch(np.ones((2,) + model.input_shape[1:]), np.eye(2))
    results.append({
        "trainable": [l.name for l in model.layers if l.weights and l.trainable],
        "slots": len(model.optimizer.variables) - 2,
        "moved": [w.path for w, old in zip(model.weights, before) if (w.numpy() != old).any()],
    })
    model.save(path.replace("ours", "keras"))
print(json.dumps(results))
`;

const blocks = `blocks:
  - { name: base, type: conv, filters: 4, kernel: 3, batchNorm: true, activation: relu, trainable: false }
  - { name: conv, type: conv, filters: 4, kernel: 3, batchNorm: true }
  - { type: flatten }
  - { name: out, type: dense, units: classes, activation: softmax }
training: { optimizer: adam }`;

testWithKeras('Keras loads frozen layers frozen, and what it saves is imported frozen', async () => {
  const { plan } = checkText(
    specText({ input: 'input: { shape: [8, 8, 3] }', classes: 'classes: 2', blocks }),
  );
  if (!plan) throw new Error('no plan');
  const folder = temporaryFolder();
  const paths = ['ours.keras', 'ours.h5'].map((name) => join(folder, name));
  const optimizer = { iterations: 0, readSlot: async () => undefined };
  for (const path of paths)
    await writeModel(path, { plan, weights: oneByOne(randomWeights(plan)), optimizer });
  for (const result of runPython(program, ...paths) as object[])
    expect(result).toMatchObject({
      trainable: ['conv_conv', 'conv_batchNorm', 'out_dense'],
      slots: 12,
      moved: expect.not.arrayContaining([expect.stringContaining('base')]),
    });
  for (const path of paths) {
    const { plan: again } = await importFile(path.replace('ours', 'keras'));
    expect(again.totals).toEqual(plan.totals);
    const frozen = again.layers.filter(({ trainable, weights }) => trainable === false && weights.length > 0);
    expect(frozen.map(({ kind }) => kind)).toEqual(['conv2d', 'batchNorm']);
  }
});
