import { getBackend, memory, setBackend, engine as tfEngine } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import type { Backend } from '../../src/backend/backend';
import type { Batch, Engine } from '../../src/backend/engine';
import { withBackend } from '../../src/backend/with-backend';
import type { ModelPlan } from '../../src/plan/model-plan';
import { differentiate, layerCases, plannedOf } from '../support/layer-cases';
import {
  type Draft,
  optimizerFromReference,
  planFromReference,
  planOf,
} from '../support/plan-from-reference';
import {
  decode,
  distance,
  type NamedReferenceTensor,
  optimizerCases,
  type ReferenceNet,
  readReferenceNet,
  referenceNets,
} from '../support/reference-numerics';

/** `max|a − b| ≤ 1e-4 · max(1, max|reference|)`. */
const tolerance = 1e-4;

const nets = referenceNets.map(readReferenceNet);

/**
 * What every backend of tfjs has to do; called once per backend. A slow one follows the optimizers on the first
 * network only.
 */
export function testBackend(backend: Backend, { slow = false } = {}): void {
  const start = async (plan: ModelPlan, net?: ReferenceNet): Promise<Engine> => {
    const engine = await backend.createEngine(await backend.compile(plan));
    for (const weight of net?.initial_weights ?? []) {
      await engine.writeWeight(indexOf(engine, weight), decode(weight));
    }
    return engine;
  };

  describe(`backend ${backend.name}`, () => {
    beforeAll(async () => {
      expect(await backend.probe()).toEqual({ available: true, device: expect.any(String) });
    });

    describe.each(nets)('$name, against Keras', (net) => {
      const batch: Batch = { size: 6, x: decode(net.batch.x), y: decode(net.batch.y) };

      it('supports the plan and predicts', async () => {
        const plan = planFromReference(net);
        expect(await backend.supports(plan)).toEqual({ supported: true });
        const engine = await start(plan, net);
        const output = await engine.predictBatch(batch.x, batch.size);
        expect(distance(output, decode(net.inference.output))).toBeLessThan(tolerance);
        await engine.evaluateBatch(batch);
        const { loss, accuracy } = await engine.takeMetrics();
        expect(distance([(loss?.sum ?? 0) / 6], [net.inference.loss])).toBeLessThan(tolerance);
        expect(accuracy).toEqual({ sum: hits(decode(net.inference.output), batch), count: 6 });
      });

      it('has the gradients, the loss and the moving statistics of a training pass', async () => {
        const optimizer = { type: 'sgd', learningRate: 1, momentum: 0, nesterov: false } as const;
        const engine = await start(planFromReference(net, { optimizer }), net);
        await engine.trainBatch(batch, { step: 0 });
        const { loss, accuracy } = await engine.takeMetrics();
        expect(distance([(loss?.sum ?? 0) / 6], [net.training_step.loss])).toBeLessThan(tolerance);
        expect(accuracy?.sum).toBe(hits(decode(net.training_step.output), batch));
        const initial = new Map(net.initial_weights.map((weight) => [pathOf(weight), decode(weight)]));
        for (const gradient of net.training_step.gradients) {
          const before = initial.get(pathOf(gradient)) ?? new Float32Array();
          const after = await engine.readWeight(indexOf(engine, gradient));
          const actual = before.map((value, i) => value - (after[i] ?? Number.NaN));
          expect(distance(actual, decode(gradient)), pathOf(gradient)).toBeLessThan(tolerance);
        }
        await expectWeights(engine, net.training_step.moving_statistics_after);
      });

      it.each(slow && net !== nets[0] ? [] : optimizerCases)(
        'ends where Keras ends after five steps of %s',
        async (name) => {
          const run = net.optimizers[name];
          const engine = await start(
            planFromReference(net, { optimizer: optimizerFromReference(net, name) }),
            net,
          );
          for (let step = 0; step < run.steps; step++) {
            await engine.trainBatch(batch, { step });
            const { loss } = await engine.takeMetrics();
            expect(distance([(loss?.sum ?? 0) / 6], [run.losses[step] ?? Number.NaN])).toBeLessThan(
              tolerance,
            );
          }
          await expectWeights(engine, run.final_weights);
          const output = await engine.predictBatch(batch.x, batch.size);
          expect(distance(output, decode(run.final_inference_output))).toBeLessThan(tolerance);
        },
      );
    });

    it.each(layerCases)('runs %s forward and backward as Keras does', async (_, layer) => {
      const planned = plannedOf(layer);
      const own = withBackend(backend.name, () => differentiate(layer));
      expect(own.shape).toEqual(layer.output.shape);
      expect([planned.outputShape, planned.weights.map(({ name, shape }) => ({ name, shape }))]).toEqual([
        layer.output.shape.slice(1),
        layer.weights.map(({ name, shape }) => ({ name, shape })),
      ]);
      expect(distance(own.output, decode(layer.output)), 'output').toBeLessThan(tolerance);
      for (const key of ['inputGradients', 'weightGradients'] as const) {
        for (const [i, gradient] of layer[key].entries()) {
          expect(distance(own[key][i] ?? [], decode(gradient)), `${key} ${i}`).toBeLessThan(tolerance);
        }
      }
    });

    it('draws the dropout mask of a step from the step alone', async () => {
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
      },
    );

    it('sums metrics over batches of any size and starts anew', async () => {
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

    it('reads metrics without changing them, and has them in its snapshots', async () => {
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

    it('holds no more tensors after more steps, and none but the weights in the end', async () => {
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

    it('leaves the backend of the host program as it was', async () => {
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

    it('refuses values of the wrong number', async () => {
      const engine = await start(dropoutPlan());
      await expect(engine.writeWeight(0, new Float32Array(3))).rejects.toThrow(
        'expected 36 values of shape [3, 3, 2, 2] for "conv/kernel", received 3',
      );
    });

    it('refuses the snapshot of another model before it changes anything', async () => {
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

    it('keeps copies of what it is given and what it hands out', async () => {
      const engine = await start(dropoutPlan());
      const values = new Float32Array(36).fill(0.5);
      await engine.writeWeight(0, values);
      values.fill(9);
      const read = await engine.readWeight(0);
      expect(read).toEqual(new Float32Array(36).fill(0.5));
      read.fill(9);
      expect(await engine.readWeight(0)).toEqual(new Float32Array(36).fill(0.5));
    });
  });
}

const optimizers = {
  sgd: { type: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: true },
  adam: { type: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  rmsprop: { type: 'rmsprop', learningRate: 0.01, rho: 0.9, momentum: 0.5, epsilon: 1e-7 },
} as const;

const kernel = {
  kernelInitializer: { type: 'glorotUniform' },
  kernelRegularizer: null,
  kernelConstraint: null,
} as const;
const bias = { biasInitializer: { type: 'zeros' }, biasRegularizer: null, biasConstraint: null } as const;

/** A network with a convolution, a batch norm without scale, a dropout and a dense head. */
function dropoutPlan(training: Parameters<typeof planOf>[1] = {}): ModelPlan {
  const weight = (
    name: string,
    shape: readonly number[],
    type: 'glorotUniform' | 'zeros' | 'ones' = 'glorotUniform',
  ) => ({ name, shape, trainable: !name.startsWith('moving'), initializer: { type } });
  const drafts: Draft[] = [
    { name: 'input', kind: 'input', config: { shape: [5, 4, 2] }, inputs: [], outputShape: [5, 4, 2] },
    {
      name: 'conv',
      kind: 'conv2d',
      config: {
        filters: 2,
        kernel: [3, 3],
        stride: [1, 1],
        padding: 'valid',
        dilation: [1, 1],
        bias: false,
        ...kernel,
        ...bias,
      },
      inputs: ['input'],
      outputShape: [3, 2, 2],
      weights: [weight('kernel', [3, 3, 2, 2])],
    },
    {
      name: 'norm',
      kind: 'batchNorm',
      config: { momentum: 0.9, epsilon: 1e-3, center: true, scale: false },
      inputs: ['conv'],
      outputShape: [3, 2, 2],
      weights: [
        weight('beta', [2], 'zeros'),
        weight('moving_mean', [2], 'zeros'),
        weight('moving_variance', [2], 'ones'),
      ],
    },
    { name: 'flatten', kind: 'flatten', config: {}, inputs: ['norm'], outputShape: [12] },
    { name: 'dropout', kind: 'dropout', config: { rate: 0.5 }, inputs: ['flatten'], outputShape: [12] },
    {
      name: 'output',
      kind: 'dense',
      config: { units: 3, ...kernel, bias: true, ...bias },
      inputs: ['dropout'],
      outputShape: [3],
      weights: [weight('kernel', [12, 3]), weight('bias', [3], 'zeros')],
    },
    {
      name: 'softmax',
      kind: 'activation',
      config: { function: 'softmax' },
      inputs: ['output'],
      outputShape: [3],
    },
  ];
  return planOf(drafts, training);
}

const tinyBatch: Batch = {
  size: 4,
  x: Float32Array.from({ length: 4 * 40 }, (_, i) => Math.sin(7 * i)),
  y: Float32Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0]),
};

function part(from: number, to: number): Batch {
  return {
    size: to - from,
    x: tinyBatch.x.slice(40 * from, 40 * to),
    y: tinyBatch.y.slice(3 * from, 3 * to),
  };
}

async function expectWeights(engine: Engine, references: readonly NamedReferenceTensor[]): Promise<void> {
  for (const reference of references) {
    const actual = await engine.readWeight(indexOf(engine, reference));
    expect(distance(actual, decode(reference)), pathOf(reference)).toBeLessThan(tolerance);
  }
}

function pathOf({ layer, weight }: NamedReferenceTensor): string {
  return `${layer}/${weight}`;
}

function indexOf(engine: Engine, weight: NamedReferenceTensor): number {
  return engine.weights.findIndex(({ path }) => path === pathOf(weight));
}

/** How many rows of scores have their maximum where the one-hot classes have theirs. */
function hits(scores: Float32Array, { y, size }: Batch): number {
  const classes = y.length / size;
  const top = (values: Float32Array, row: number) => {
    const own = values.slice(row * classes, (row + 1) * classes);
    return own.indexOf(Math.max(...own));
  };
  return Array.from({ length: size }, (_, row) => row).filter((row) => top(scores, row) === top(y, row))
    .length;
}
