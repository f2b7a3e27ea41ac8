import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importModel } from '../../../../src/compile/keras/import/import-model';
import type { ImportedModel } from '../../../../src/compile/keras/import/import-network';
import { layerNamesIn } from '../../../../src/compile/layer-names';
import { matchedOptimizer, matchedWeights } from '../../../../src/compile/match-weights';
import { cpu } from '../../../../src/run/backends/cpu';
import { normalized } from '../../../../src/run/data/pixels';
import { readModel } from '../../../support/node-formats';
import { distance } from '../../../support/reference-numerics';

/** Models of real Keras with what they predict, written by make-models.py. */
const folder = 'test/reference/import';
const references = JSON.parse(readFileSync(`${folder}/models.json`, 'utf8')) as Record<
  string,
  { readonly images: readonly number[]; readonly output: readonly number[] }
>;

async function imported(file: string, stepsPerEpoch?: number): Promise<ImportedModel> {
  const result = await importModel(await readModel(`${folder}/${file}`), { stepsPerEpoch });
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result;
}

/** The largest difference between the predictions of an imported model and those of Keras. */
async function difference(file: string, weights = file, toProbabilities = (scores: Float32Array) => scores) {
  const { plan } = await imported(file);
  const engine = await cpu.createEngine(await cpu.compile(plan));
  const indexes = new Map(engine.weights.map(({ path }, i) => [path, i]));
  const saved = await readModel(`${folder}/${weights}`);
  for await (const { path, values } of matchedWeights(saved, plan, layerNamesIn(saved, plan)))
    await engine.writeWeight(indexes.get(path) ?? -1, values);
  const { images = [], output = [] } = references[file.replace(/(-model)?\.\w+$/, '')] ?? {};
  const scores = await engine.predictBatch(
    normalized(Uint8Array.from(images), plan.input),
    output.length / plan.classCount,
  );
  return distance(scores, toProbabilities(Float32Array.from(output)));
}

function softmax(scores: Float32Array): Float32Array {
  const result = scores.map(Math.exp);
  for (let i = 0; i < result.length; i += 4) {
    const row = result.subarray(i, i + 4);
    row.set(row.map((value) => value / row.reduce((sum, other) => sum + other, 0)));
  }
  return result;
}

it.each([
  'adapted.keras',
  'scalar.keras',
  'inverted.keras',
  'given.keras',
  'crop.keras',
  'efficientnet.keras',
  'keras2-model.h5',
])('%s predicts what Keras predicts', async (file) => {
  expect(await difference(file)).toBeLessThan(1e-5);
});

it.each(['nested.keras', 'nested.h5'])('%s predicts the softmax of what Keras predicts', async (file) => {
  expect(await difference(file, file, softmax)).toBeLessThan(1e-5);
});

it.each(['keras2-weights.h5', 'keras2-chunked.h5'])('%s fits its network, by order', async (weights) => {
  const saved = await readModel(`${folder}/${weights}`);
  expect(saved.config).toBeNull();
  expect([...new Set(saved.weightInfos.map(({ layer }) => layer))]).toEqual(['conv', 'c', 'bn', 'd', 'out']);
  expect(await difference('keras2-model.h5', weights)).toBeLessThan(1e-5);
});

describe('an adapted Normalization', () => {
  it('becomes mean and std of the input', async () => {
    const { text, notes } = await imported('adapted.keras');
    expect([notes, /mean: \[ [\d., ]+ \]/.test(text), /std: \[ [\d., ]+ \]/.test(text)]).toEqual([
      [],
      true,
      true,
    ]);
  });

  it('with values per pixel is refused by its name', async () => {
    const result = await importModel(await readModel(`${folder}/pixels.keras`));
    expect(result).toEqual({
      problems: [
        {
          layer: expect.stringMatching(/^normalization/),
          className: 'Normalization',
          reason: 'its option "axis" is [1,2,3], expected the last axis: specs normalize channels',
        },
      ],
    });
  });
});

it('EfficientNet drops channels instead of whole images', async () => {
  const { text, notes } = await imported('efficientnet.keras');
  expect(text).toContain('type: spatialDropout');
  expect(notes).toEqual([
    'layers "block1b_drop", "block2b_drop" (Dropout): whole images are dropped (stochastic depth); the spec drops channels instead, which changes training but not predictions',
  ]);
});

describe('a learning-rate schedule', () => {
  it('does not affect reading the slots of the optimizer', async () => {
    const saved = await readModel(`${folder}/nested.keras`);
    const { plan } = await imported('nested.keras');
    expect(saved.optimizer).toMatchObject({ iterations: 1, learningRate: null });
    const found = await matchedOptimizer(saved, plan);
    expect(found).toMatchObject({ iterations: 1, learningRate: 0.1 });
    expect(Object.keys(found?.slots ?? {})[0]).toBe('c_conv/kernel/momentum');
    expect(found?.slots['c_conv/kernel/momentum']?.some((value) => value !== 0)).toBe(true);
  });

  it('is converted if the number of steps per epoch is given', async () => {
    const { text, notes } = await imported('nested.keras', 5);
    expect(text).toContain('schedule: { type: exponential, factor: 0.9, every: 2 }');
    expect(notes).toContain(
      'the optimizer "Adam": the learning-rate schedule "ExponentialDecay" (initial_learning_rate: 0.1, decay_steps: 10, decay_rate: 0.9, staircase: false) becomes a learningRateScheduler: its rates at the start of epochs of 5 steps',
    );
  });
});

it("reads the learning rate of Keras 2's Adam", async () => {
  const { plan, notes } = await imported('keras2-model.h5');
  expect(plan.training.optimizer).toMatchObject({ type: 'adam', learningRate: 0.002 });
  expect(notes).toEqual(['the model contains no preprocessing: set rescale, mean and std under "input"']);
});
