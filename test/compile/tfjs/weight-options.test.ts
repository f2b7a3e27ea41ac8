import '@tensorflow/tfjs-backend-cpu';
import { io, memory, setBackend, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CompiledModel, compilePlan } from '../../../src/compile/tfjs/compile';
import { TfjsEngine } from '../../../src/run/backends/tfjs-engine';
import { checkText, withoutNotes } from '../../support/check-file';
import { distance } from '../../support/reference-numerics';

beforeAll(async () => {
  await setBackend('cpu');
});

/** A network with every kind of regularizer and constraint. */
const spec = `
version: 1
name: net
input: { shape: [3, 3, 1] }
classes: 2
blocks:
  - name: conv
    type: conv
    filters: 2
    kernel: 2
    kernelRegularizer: { l1: 0.01, l2: 0.02 }
    kernelConstraint: { type: maxNorm, maxValue: 0.5 }
    biasRegularizer: { l1: 0.1 }
    biasConstraint: nonNegative
  - { type: flatten }
  - name: dense
    type: dense
    units: classes
    kernelRegularizer: { l2: 0.1 }
    kernelConstraint: { type: minMaxNorm, minValue: 0.8, maxValue: 1, rate: 0.5 }
    biasRegularizer: { l1: 0.05 }
    biasConstraint: unitNorm
    activation: softmax
training: { optimizer: { type: sgd, learningRate: 0.1, momentum: 0.9 } }
`;

const batch = {
  size: 2,
  x: new Float32Array([
    0.1, 0.5, -0.3, 0.7, -0.2, 0.4, 0.9, -0.6, 0.8, 0.2, -0.1, 0.6, -0.4, 0.3, 0.5, -0.7, 0.8, 0.05,
  ]),
  y: new Float32Array([1, 0, 1, 0]),
};
const start = [
  [0.4, -0.3, 0.2, 0, -0.5, 0.6, 0.1, 0.7],
  [0.2, 0.01],
  [0.3, -0.2, 0.5, 0.1, -0.4, 0, 0.2, 0.6, -0.1, 0.3, 0.25, -0.35, 0.45, 0.15, -0.55, 0.05],
  [0.5, -0.25],
];

/**
 * The results of Keras 3.15.1 for two steps and the evaluation after them, and the weights. Its constraints have the
 * axes [0, 1, 2], 0 and [].
 */
const keras = {
  losses: [0.769039511680603, 0.45200181007385254],
  evaluation: 0.43398940563201904,
  weights: [
    [0.28988773, -0.15147601, 0.15343818, -0.014393457, -0.35984251, 0.30351746, 0.064235084, 0.33927894],
    [0.17199045, 0],
    [
      0.29848367, -0.21978512, 0.46874329, 0.092908368, -0.34428856, -0.027368713, 0.20965654, 0.56833857,
      -0.071613982, 0.27501106, 0.23985478, -0.35535917, 0.43967989, 0.12432738, -0.4815326, 0.020391203,
    ],
    [0.99999988, -0.99999988],
  ],
};

function compile(): CompiledModel {
  const { plan, diagnostics } = checkText(spec);
  expect(withoutNotes(diagnostics)).toEqual([]);
  if (!plan) throw new Error('no plan');
  return compilePlan(plan);
}

async function startingEngine(compiled: CompiledModel): Promise<TfjsEngine> {
  const engine = new TfjsEngine('cpu', 'test', compiled);
  for (const [i, values] of start.entries()) await engine.writeWeight(i, new Float32Array(values));
  return engine;
}

async function expectWeightsOfKeras(engine: TfjsEngine): Promise<void> {
  for (const [i, values] of keras.weights.entries())
    expect(distance(await engine.readWeight(i), values)).toBeLessThan(1e-6);
}

describe('regularizers and constraints equal those of Keras', () => {
  it('in the engine, whose loss includes the weight penalties', async () => {
    const engine = await startingEngine(compile());
    const tensors = memory().numTensors;
    for (const [step, expected] of keras.losses.entries()) {
      await engine.trainBatch(batch, { step });
      const { loss } = await engine.takeMetrics();
      expect((loss?.sum ?? 0) / (loss?.count ?? 0)).toBeCloseTo(expected, 5);
    }
    await engine.evaluateBatch(batch);
    await engine.evaluateBatch(batch);
    const { loss } = await engine.takeMetrics();
    expect((loss?.sum ?? 0) / (loss?.count ?? 0)).toBeCloseTo(keras.evaluation, 5);
    await expectWeightsOfKeras(engine);
    const momenta = engine.weights.length;
    expect(memory().numTensors).toBe(tensors + momenta);
  });

  it('in fit', async () => {
    const compiled = compile();
    const engine = await startingEngine(compiled);
    const [x, y] = [tensor(batch.x, [2, 3, 3, 1]), tensor(batch.y, [2, 2])];
    const { history } = await compiled.model.fit(x, y, { epochs: 2, batchSize: 2, verbose: 0 });
    for (const [i, expected] of keras.losses.entries())
      expect(Number(history.loss?.[i])).toBeCloseTo(expected, 5);
    await expectWeightsOfKeras(engine);
  });

  it('in a saved model, which has the regularizers in stock tfjs and predicts the same', async () => {
    const { model } = compile();
    let saved: io.ModelArtifacts = {};
    await model.save(
      io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      }),
    );
    const loaded = await loadLayersModel(io.fromMemory(saved));
    const config = (name: string) => loaded.getLayer(name).getConfig();
    expect(config('conv_conv')).toMatchObject({
      kernelRegularizer: { className: 'L1L2', config: { l1: 0.01, l2: 0.02 } },
      biasRegularizer: { className: 'L1L2', config: { l1: 0.1, l2: 0 } },
      kernelConstraint: null,
    });
    const x = tensor(batch.x, [2, 3, 3, 1]);
    const scores = [model, loaded].map((either) => (either.predict(x) as Tensor).dataSync());
    expect(distance(scores[1] ?? [], scores[0] ?? [])).toBeLessThan(1e-6);
  });
});
