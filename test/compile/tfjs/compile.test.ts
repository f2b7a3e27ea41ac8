import '@tensorflow/tfjs-backend-cpu';
import { io, ones, setBackend, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelPlan } from '../../../src/check/model-plan';
import { compilePlan } from '../../../src/compile/tfjs/compile';
import { TfjsEngine } from '../../../src/run/backends/tfjs-engine';
import { planFromReference, planOf } from '../../support/plan-from-reference';
import { decode, distance, readReferenceNet } from '../../support/reference-numerics';

beforeAll(async () => {
  await setBackend('cpu');
});

const net = readReferenceNet('a-overlapping-pool');
const momentum = { type: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: false } as const;
const batch = { size: 6, x: decode(net.batch.x), y: decode(net.batch.y) };
const x = () => tensor(batch.x, [...net.batch.x.shape]);

const weightsOf = (plan: ModelPlan) =>
  compilePlan(plan).model.layers.flatMap((layer) => layer.getWeights().map((weight) => weight.dataSync()));

describe('compilePlan', () => {
  it('has the names, order and number of parameters of the plan', () => {
    const plan = planFromReference(net);
    const { model } = compilePlan(plan);
    expect(model.layers.map(({ name }) => name)).toEqual(plan.layers.map(({ name }) => name));
    expect(model.countParams()).toBe(net.total_params);
    for (const layer of plan.layers) {
      const shapes = model.getLayer(layer.name).weights.map(({ shape }) => shape);
      expect(shapes).toEqual(layer.weights.map(({ shape }) => shape));
    }
  });

  it('rejects a plan whose number of parameters differs from that of tfjs', () => {
    const plan = planFromReference(net);
    const wrong = { ...plan, totals: { ...plan.totals, params: 7 } };
    expect(() => compilePlan(wrong)).toThrow(`the plan has 7 parameters, the tfjs model ${net.total_params}`);
  });

  it('draws the same weights from the same seed, and different ones from another', () => {
    const plan = planFromReference(net);
    expect(weightsOf(plan)).toEqual(weightsOf(plan));
    expect(weightsOf(planFromReference(net, { seed: 2 }))).not.toEqual(weightsOf(plan));
  });

  it('trains the same with fit and with the engine', async () => {
    const compiled = compilePlan(planFromReference(net, { optimizer: momentum }));
    const fitted = compilePlan(planFromReference(net, { optimizer: momentum }));
    const engine = new TfjsEngine('cpu', 'test', compiled);
    for (let step = 0; step < 3; step++) await engine.trainBatch(batch, { step });
    const { loss, accuracy } = await engine.takeMetrics();
    const y = tensor(batch.y, [...net.batch.y.shape]);
    const { history } = await fitted.model.fit(x(), y, {
      epochs: 3,
      batchSize: 6,
      shuffle: false,
      verbose: 0,
    });
    const mean = (values: readonly unknown[] = []) =>
      values.reduce<number>((sum, v) => sum + Number(v), 0) / 3;
    expect(mean(history.loss)).toBeCloseTo((loss?.sum ?? 0) / 18, 5);
    expect(mean(history.accuracy)).toBeCloseTo((accuracy?.sum ?? 0) / 18, 5);
    for (const [i, { path }] of engine.weights.entries()) {
      const layer = fitted.model.getLayer(path.split('/')[0] ?? '');
      const same = layer.weights[engine.weights.slice(0, i).filter((w) => w.layer === layer.name).length];
      expect(distance(await engine.readWeight(i), same?.read().dataSync() ?? [])).toBeLessThan(1e-5);
    }
  });

  it('draws a new dropout mask for every training call, or that of a given step', () => {
    const plan = planOf([
      { name: 'input', kind: 'input', config: { shape: [4, 4, 3] }, inputs: [], outputShape: [4, 4, 3] },
      { name: 'dropout', kind: 'dropout', config: { rate: 0.5 }, inputs: ['input'], outputShape: [4, 4, 3] },
      { name: 'flatten', kind: 'flatten', config: {}, inputs: ['dropout'], outputShape: [48] },
    ]);
    const { model } = compilePlan(plan);
    const call = (options: object) => [...(model.apply(ones([2, 4, 4, 3]), options) as Tensor).dataSync()];
    const [first, second] = [call({ training: true }), call({ training: true })];
    expect(second).not.toEqual(first);
    expect(call({ training: true, step: 0 })).toEqual(first);
    expect(call({ training: true, step: 1 })).toEqual(second);
    expect(new Set(first)).toEqual(new Set([0, 2]));
    expect(new Set(call({}))).toEqual(new Set([1]));
  });

  it.each(['a-overlapping-pool', 'd-residual', 'e-concat', 'g-rectangular'] as const)(
    'saves %s as a model that stock tfjs loads and that predicts the same',
    async (file) => {
      const reference = readReferenceNet(file);
      const { model } = compilePlan(planFromReference(reference));
      let saved: io.ModelArtifacts = {};
      await model.save(
        io.withSaveHandler(async (artifacts) => {
          saved = artifacts;
          return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
        }),
      );
      const loaded = await loadLayersModel(io.fromMemory(saved));
      const images = tensor(decode(reference.batch.x), [...reference.batch.x.shape]);
      const outputs = [model, loaded].map((either) => (either.predict(images) as Tensor).dataSync());
      expect(distance(outputs[1] ?? [], outputs[0] ?? [])).toBeLessThan(1e-5);
    },
  );
});
