import {
  getBackend,
  io,
  memory,
  setBackend,
  type Tensor,
  tensor,
  engine as tfEngine,
} from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import type { ModelPlan } from '../../../../src/check/model-plan';
import type { Backend } from '../../../../src/run/backends/backend';
import type { Engine } from '../../../../src/run/backends/engine';
import { distance } from '../../../support/reference-numerics';
import { dropoutPlan, optimizers, part, tinyBatch } from './tiny-net';

/** The laws of {@link Engine}, tested on a network with a few layers. */
export function testTraining(backend: Backend, { modelOn }: { readonly modelOn: string }): void {
  const start = async (plan: ModelPlan): Promise<Engine> => backend.createEngine(await backend.compile(plan));

  it('trains: the loss falls, and a second run gives the same bits', async () => {
    const run = async () => {
      const engine = await start(dropoutPlan({ optimizer: { ...optimizers.adam, learningRate: 0.06 } }));
      const loss = async () => {
        await engine.evaluateBatch(tinyBatch);
        return (await engine.takeMetrics()).loss?.sum ?? Number.NaN;
      };
      const before = await loss();
      for (let step = 0; step < 10; step++) await engine.trainBatch(tinyBatch, { step });
      await engine.takeMetrics();
      return { before, after: await loss(), end: await engine.snapshot() };
    };
    const [first, second] = [await run(), await run()];
    expect(first.after).toBeLessThan(first.before * 0.7);
    expect(second).toEqual(first);
  });

  it('saves a model that predicts the same in stock tfjs', async () => {
    const compiled = await backend.compile(dropoutPlan());
    const engine = await backend.createEngine(compiled);
    for (const step of [0, 1]) await engine.trainBatch(tinyBatch, { step });
    let saved: io.ModelArtifacts = {};
    const keep = io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    });
    await engine.syncModel();
    await compiled.model.save(keep);
    await setBackend(modelOn);
    const loaded = await loadLayersModel(io.fromMemory(saved));
    const scores = loaded.predict(tensor(tinyBatch.x, [4, 5, 4, 2])) as Tensor;
    const own = await engine.predictBatch(tinyBatch.x, 4);
    expect(distance(own, await scores.data())).toBeLessThan(1e-5);
  });

  it('derives the dropout mask only from the step', async () => {
    const engine = await start(dropoutPlan());
    const first = await engine.snapshot();
    const lossOf = async (step: number) => {
      await engine.restore(first);
      await engine.trainBatch(tinyBatch, { step });
      return (await engine.takeMetrics()).loss?.sum;
    };
    const losses = [await lossOf(0), await lossOf(1), await lossOf(0)];
    expect(losses[2]).toBe(losses[0]);
    expect(losses[1]).not.toBe(losses[0]);
  });

  it.each(['sgd', 'adam', 'rmsprop'] as const)(
    'goes on bit by bit from a snapshot under %s',
    async (type) => {
      const plan = dropoutPlan({ optimizer: optimizers[type] });
      const engine = await start(plan);
      engine.learningRate = 0.01;
      for (const step of [0, 1]) await engine.trainBatch(tinyBatch, { step });
      const snapshot = await engine.snapshot();
      expect(snapshot).toMatchObject({ iterations: 2, learningRate: Math.fround(0.01) });
      await engine.trainBatch(tinyBatch, { step: 2 });
      const straight = await engine.snapshot();

      const resumed = await start(plan);
      await resumed.trainBatch(tinyBatch, { step: 0 });
      await resumed.restore(snapshot);
      await resumed.trainBatch(tinyBatch, { step: 2 });
      expect(await resumed.snapshot()).toEqual(straight);

      // Weights may come from a kernel or from a file.
      await resumed.restore(straight);
      for (const each of [engine, resumed]) await each.evaluateBatch(tinyBatch);
      expect(await resumed.takeMetrics()).toEqual(await engine.takeMetrics());
      expect(await resumed.predictBatch(tinyBatch.x, 4)).toEqual(await engine.predictBatch(tinyBatch.x, 4));
    },
  );

  it('sums metrics over batches of any size, and resets them', async () => {
    const engine = await start(dropoutPlan({ metrics: ['accuracy', 'topKAccuracy'] }));
    expect(engine.metrics).toEqual(['loss', 'accuracy', 'topKAccuracy']);
    await engine.evaluateBatch(tinyBatch);
    const whole = await engine.takeMetrics();
    await engine.evaluateBatch(part(0, 3));
    await engine.evaluateBatch(part(3, 4));
    const parts = await engine.takeMetrics();
    expect(parts.loss?.count).toBe(4);
    expect(parts.loss?.sum).toBeCloseTo(whole.loss?.sum ?? Number.NaN, 5);
    expect(parts.topKAccuracy).toEqual({ sum: 4, count: 4 });
    expect(await engine.takeMetrics()).toMatchObject({ loss: { sum: 0, count: 0 } });
  });

  it('reads metrics without changing them, and includes them in snapshots', async () => {
    const plan = dropoutPlan({ metrics: ['accuracy'] });
    const engine = await start(plan);
    const twin = await start(plan);
    for (const step of [0, 1, 2]) {
      for (const each of [engine, twin]) await each.trainBatch(tinyBatch, { step });
      await twin.readMetrics();
    }
    const { metrics } = await engine.snapshot();
    expect(metrics?.loss?.count).toBe(12);
    const restored = await start(plan);
    await restored.restore(await engine.snapshot());
    for (const each of [engine, twin, restored]) expect(await each.readMetrics()).toEqual(metrics);
    for (const each of [engine, restored]) await each.trainBatch(tinyBatch, { step: 3 });
    expect(await restored.takeMetrics()).toEqual(await engine.takeMetrics());
  });

  it('does not leak tensors, and keeps only the weights after dispose', async () => {
    const engine = await start(dropoutPlan({ optimizer: optimizers.adam }));
    const weights = memory().numTensors;
    const counts: number[] = [];
    for (const step of [0, 1, 2]) {
      await engine.trainBatch(tinyBatch, { step });
      await engine.evaluateBatch(tinyBatch);
      await engine.predictBatch(tinyBatch.x, tinyBatch.size);
      await engine.takeMetrics();
      await engine.restore(await engine.snapshot());
      counts.push(memory().numTensors);
    }
    expect(new Set(counts).size).toBe(1);
    engine.dispose();
    expect(memory().numTensors).toBe(weights);
  });

  it('does not change the current backend of the host program', async () => {
    await setBackend('cpu');
    const host = tfEngine().backend;
    const engine = await start(dropoutPlan());
    await engine.trainBatch(tinyBatch, { step: 0 });
    await engine.takeMetrics();
    await engine.predictBatch(tinyBatch.x, tinyBatch.size);
    await engine.restore(await engine.snapshot());
    engine.dispose();
    expect(getBackend()).toBe('cpu');
    expect(tfEngine().backend).toBe(host);
  });

  it('rejects the wrong number of values', async () => {
    const engine = await start(dropoutPlan());
    await expect(engine.writeWeight(0, new Float32Array(3))).rejects.toThrow(
      'expected 36 values of shape [3, 3, 2, 2] for "conv/kernel", received 3',
    );
  });

  it("rejects another model's snapshot before changing anything", async () => {
    const engine = await start(dropoutPlan());
    const before = await engine.snapshot();
    const zeros = before.weights.map(({ length }) => new Float32Array(length));
    const wrong = { ...before, weights: [...zeros.slice(0, -1), new Float32Array(4)] };
    await expect(engine.restore(wrong)).rejects.toThrow(
      'expected 3 values of shape [3] for "output/bias", received 4',
    );
    await expect(engine.restore({ ...before, weights: zeros.slice(1) })).rejects.toThrow(
      'expected 6 weights, received 5',
    );
    expect(await engine.snapshot()).toEqual(before);
  });

  it('copies the arrays that it receives and returns', async () => {
    const engine = await start(dropoutPlan());
    const values = new Float32Array(36).fill(0.5);
    await engine.writeWeight(0, values);
    values.fill(9);
    const read = await engine.readWeight(0);
    expect(read).toEqual(new Float32Array(36).fill(0.5));
    read.fill(9);
    expect(await engine.readWeight(0)).toEqual(new Float32Array(36).fill(0.5));
  });
}
