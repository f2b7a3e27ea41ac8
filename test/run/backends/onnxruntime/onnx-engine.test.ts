import * as runtime from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import type { ModelPlan } from '../../../../src/check/model-plan';
import { graphNames, renewed, stepGraph } from '../../../../src/compile/onnx/graphs';
import { onnxruntime } from '../../../../src/hosts/node/onnxruntime/onnxruntime';
import { openProvider } from '../../../../src/hosts/node/onnxruntime/providers';
import { wasm } from '../../../../src/hosts/node/wasm/wasm';
import { algorithmTable } from '../../../../src/layers/onnx/gradient-algorithms';
import { sizeOf } from '../../../../src/layers/shapes';
import type { Backend } from '../../../../src/run/backends/backend';
import type { Batch, Engine } from '../../../../src/run/backends/engine';
import { createProgram } from '../../../../src/run/backends/onnxruntime/program';
import { planOfText } from '../../../support/check-file';
import { distance } from '../../../support/reference-numerics';
import { specText } from '../../../support/spec-text';

/** A network with every kind of weight that a step reads outside its update, with an optimizer. */
function planOf(optimizer: string, training = ''): ModelPlan {
  return planOfText(
    specText({
      input: 'input: { shape: [12, 12, 3] }',
      classes: 'classes: 4',
      blocks: `blocks:
  - { name: first, type: conv, filters: 6, kernel: 3, padding: same, bias: false, activation: relu, batchNorm: true, pool: { size: 2, stride: 1 } }
  - { name: second, type: separableConv, filters: 8, kernel: 3, activation: swish, dropout: 0.2 }
  - { name: norm, type: layerNorm }
  - { name: slope, type: prelu }
  - { name: third, type: conv, filters: 8, kernel: 3, stride: 2, kernelRegularizer: { l1: 0.001, l2: 0.01 }, activation: tanh }
  - { type: flatten }
  - { name: fc, type: dense, units: 10, activation: relu, kernelRegularizer: { l2: 0.01 }, dropout: 0.5 }
  - { name: output, type: dense, units: classes, activation: softmax }`,
      training: `training: { optimizer: ${optimizer}, metrics: [accuracy, topKAccuracy]${training} }`,
    }),
  );
}

const optimizers = [
  '{ type: sgd, learningRate: 0.05 }',
  '{ type: sgd, learningRate: 0.05, momentum: 0.9 }',
  '{ type: sgd, learningRate: 0.05, momentum: 0.9, nesterov: true }',
  '{ type: adam, learningRate: 0.01 }',
  '{ type: rmsprop, learningRate: 0.01, momentum: 0.5 }',
];

const batchOf = (size: number): Batch => ({
  size,
  x: Float32Array.from({ length: size * 432 }, (_, i) => Math.sin(7 * i)),
  y: Float32Array.from({ length: size * 4 }, (_, i) => (i % 4 === Math.floor(i / 4) % 4 ? 1 : 0)),
});

async function start(backend: Backend, plan: ModelPlan): Promise<Engine> {
  await backend.probe();
  return backend.createEngine(await backend.compile(plan));
}

describe.each(optimizers)('with %s', (optimizer) => {
  it('has the same training curve as wasm', async () => {
    const plan = planOf(optimizer);
    const [own, other] = [await start(onnxruntime, plan), await start(wasm, plan)];
    for (let step = 0; step < 6; step++) {
      const curves = [own, other].map(async (engine) => {
        await engine.trainBatch(batchOf(8), { step });
        await engine.evaluateBatch(batchOf(5));
        return engine.takeMetrics();
      });
      const [a, b] = await Promise.all(curves);
      expect(a?.loss?.sum).toBeCloseTo(b?.loss?.sum ?? Number.NaN, 2);
      expect([a?.accuracy, a?.topKAccuracy]).toEqual([b?.accuracy, b?.topKAccuracy]);
    }
    for (const [i, { path }] of own.weights.entries()) {
      const [a, b] = [await own.readWeight(i), await other.readWeight(i)];
      expect([path, distance(a, b) < 1e-3]).toEqual([path, true]);
    }
    for (const engine of [own, other]) engine.dispose();
  });

  it('writes the same bits in place as to separate memory', async () => {
    const plan = planOf(optimizer);
    const { hardware } = await openProvider();
    const { graph, masks } = stepGraph(plan, algorithmTable);
    const program = await createProgram(graph, hardware);
    const { size, x, y } = batchOf(8);
    const tensor = (values: Float32Array, dims: readonly number[]) =>
      new runtime.Tensor('float32', values, [...dims]);
    const feeds = () => ({
      ...Object.fromEntries(
        graph.inputs.map(({ name, dims }) => {
          const sizes = dims.map((steps) => (typeof steps === 'number' ? steps : size));
          const values = Float32Array.from(
            { length: sizeOf(sizes) },
            (_, i) => Math.abs(Math.sin(i + name.length)) / 3,
          );
          return [name, tensor(values, sizes)];
        }),
      ),
      [graphNames.images]: tensor(x, [size, 12, 12, 3]),
      [graphNames.targets]: tensor(y, [size, 4]),
      ...Object.fromEntries(
        masks.map(({ name, dims }) => [
          name,
          tensor(new Float32Array(size * sizeOf(dims)).fill(1), [size, ...dims]),
        ]),
      ),
    });
    const beside = await program.run(size, feeds());
    const given: Record<string, runtime.Tensor> = feeds();
    const over = await program.run(
      size,
      given,
      Object.fromEntries(Object.entries(given).map(([name, value]) => [renewed(name), value] as const)),
    );
    const names = graph.outputs.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(15);
    for (const name of names) expect([name, over[name]?.data]).toEqual([name, beside[name]?.data]);
    await program.release();
  });
});

it('copies weights to the model on syncModel', async () => {
  const plan = planOf('sgd');
  const compiled = await onnxruntime.compile(plan);
  const engine = await onnxruntime.createEngine(compiled);
  const ofModel = () => compiled.model.getLayer('first_conv').weights[0]?.read().dataSync();
  const before = ofModel()?.slice();
  await engine.trainBatch(batchOf(8), { step: 0 });
  expect(ofModel()).toEqual(before);
  await engine.syncModel();
  const index = engine.weights.findIndex(({ path }) => path === 'first_conv/kernel');
  expect(ofModel()).toEqual(await engine.readWeight(index));
  expect(ofModel()).not.toEqual(before);
  engine.dispose();
});

it.each([
  ['maxPool', 1],
  ['maxPool', 3],
  ['averagePool', 1],
  ['averagePool', 3],
])(
  'has the scores of wasm where a %s of 2 × 2 follows %i rows and columns of zeros',
  async (type, padding) => {
    const plan = planOfText(
      specText({
        input: 'input: { shape: [12, 12, 3] }',
        classes: 'classes: 4',
        blocks: `blocks:
  - { type: zeroPadding, padding: ${padding} }
  - { type: ${type}, size: 2 }
  - { type: flatten }
  - { type: dense, units: classes, activation: softmax }`,
      }),
    );
    // Below 0, so that a zero is always the maximum.
    const images = batchOf(4).x.map((value) => -1 - value ** 2);
    const [own, other] = [await start(onnxruntime, plan), await start(wasm, plan)];
    const [a, b] = [await own.predictBatch(images, 4), await other.predictBatch(images, 4)];
    expect(distance(a, b)).toBeLessThan(1e-5);
    for (const engine of [own, other]) engine.dispose();
  },
);

describe('measured algorithms', () => {
  /** A convolution that is large enough to be measured. */
  const plan = (deterministic: boolean) =>
    planOfText(
      specText({
        input: 'input: { shape: [40, 40, 3] }',
        classes: 'classes: 4',
        blocks: `blocks:
  - { name: first, type: conv, filters: 16, kernel: 3, activation: relu }
  - { name: second, type: conv, filters: 16, kernel: 3, activation: relu }
  - { type: globalAveragePool }
  - { name: output, type: dense, units: classes, activation: softmax }`,
        training: `training: { optimizer: sgd, deterministic: ${deterministic} }`,
      }),
    );
  const batch: Batch = {
    size: 32,
    x: Float32Array.from({ length: 32 * 40 * 40 * 3 }, (_, i) => Math.sin(7 * i)),
    y: batchOf(32).y,
  };

  it('are not used in deterministic training', async () => {
    const engine = await start(onnxruntime, plan(true));
    await engine.trainBatch(batch, { step: 0 });
    expect((await engine.snapshot()).algorithms).toBeUndefined();
    engine.dispose();
  });

  it('are part of a snapshot, and a resumed run continues with them bit for bit', async () => {
    const engine = await start(onnxruntime, plan(false));
    await engine.trainBatch(batch, { step: 0 });
    const snapshot = await engine.snapshot();
    expect(Object.keys(snapshot.algorithms ?? {}).map((key) => key.split(' ')[0])).toEqual([
      'kernel',
      'input',
    ]);
    await engine.trainBatch(batch, { step: 1 });
    const resumed = await start(onnxruntime, plan(false));
    await resumed.restore(snapshot);
    await resumed.trainBatch(batch, { step: 1 });
    expect(await resumed.snapshot()).toEqual(await engine.snapshot());
    for (const each of [engine, resumed]) each.dispose();
  });

  it('are restored from a snapshot, whichever they are', async () => {
    const engine = await start(onnxruntime, plan(false));
    await engine.trainBatch(batch, { step: 0 });
    const snapshot = await engine.snapshot();
    const keys = Object.keys(snapshot.algorithms ?? {});
    const others = keys.map((key) => [key, key.startsWith('kernel') ? 'taps' : 'reversed'] as const);
    const algorithms = Object.fromEntries(others);
    await engine.restore({ ...snapshot, algorithms });
    await engine.trainBatch(batch, { step: 1 });
    expect((await engine.snapshot()).algorithms).toEqual(algorithms);
    engine.dispose();
  });
});
