import { describe, expect, it } from 'vitest';
import type { ModelPlan } from '../../../src/check/model-plan';
import { kerasConfig } from '../../../src/compile/keras/keras-config';
import { optimizerSlots } from '../../../src/compile/keras/weight-order';
import { onnxruntime } from '../../../src/hosts/node/onnxruntime/onnxruntime';
import { wasm } from '../../../src/hosts/node/wasm/wasm';
import type { KerasConfig } from '../../../src/layers/keras/keras-object';
import { cpu } from '../../../src/run/backends/cpu';
import reference from '../../reference/frozen/frozen.json';
import { checkText, planOfText } from '../../support/check-file';
import { distance } from '../../support/reference-numerics';
import { specText } from '../../support/spec-text';

type Run = keyof typeof reference.runs;
const optimizers: Readonly<Record<Run, string>> = {
  sgd: '{ type: sgd, learningRate: 0.05, momentum: 0.9 }',
  adam: '{ type: adam, learningRate: 0.01 }',
};

/** The network of test/reference/frozen: gradients pass through one frozen batch norm and stop before the other. */
function planOf(run: Run): ModelPlan {
  const { plan, diagnostics } = checkText(`version: 1
name: frozen
input: { shape: [6, 6, 3] }
classes: 3
blocks:
  - { name: base, type: conv, filters: 3, kernel: 3, padding: same, kernelRegularizer: { l2: 0.01 }, batchNorm: { momentum: 0.9 }, activation: relu, trainable: false }
  - { name: middle, type: conv, filters: 4, kernel: 3, stride: 2, padding: same, bias: false }
  - { name: norm, type: batchNorm, momentum: 0.9, trainable: false }
  - { name: relu, type: activation, function: relu }
  - { name: flat, type: flatten }
  - { name: out, type: dense, units: classes, kernelRegularizer: { l2: 0.02 }, activation: softmax }
training: { optimizer: ${optimizers[run]}, batchSize: 4 }
`);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan;
}

const runs = Object.keys(reference.runs) as Run[];
const batch = { size: 4, x: Float32Array.from(reference.x), y: Float32Array.from(reference.y) };

describe.each([cpu, wasm, onnxruntime])('frozen layers on $name', (backend) => {
  it.each(runs)('train two steps of %s as Keras does', async (run) => {
    await backend.probe();
    const engine = await backend.createEngine(await backend.compile(planOf(run)));
    const initial: Readonly<Record<string, readonly number[]>> = reference.initial;
    expect(engine.weights.map(({ path }) => path)).toEqual(Object.keys(initial));
    for (const [i, { path }] of engine.weights.entries())
      await engine.writeWeight(i, Float32Array.from(initial[path] ?? []));

    const { losses, weights, output, evaluated } = reference.runs[run];
    for (const [step, loss] of losses.entries()) {
      await engine.trainBatch(batch, { step });
      expect((await engine.takeMetrics()).loss?.sum).toBeCloseTo(loss * batch.size, 4);
    }
    const trained: Readonly<Record<string, readonly number[]>> = weights;
    for (const [i, { path, trainable }] of engine.weights.entries()) {
      const values = await engine.readWeight(i);
      expect([path, distance(values, trained[path] ?? []) < 1e-5]).toEqual([path, true]);
      if (!trainable) expect([path, ...values]).toEqual([path, ...Float32Array.from(initial[path] ?? [])]);
    }
    expect(distance(await engine.predictBatch(batch.x, batch.size), output)).toBeLessThan(1e-5);
    await engine.evaluateBatch(batch);
    expect((await engine.takeMetrics()).loss?.sum).toBeCloseTo(evaluated * batch.size, 4);
    const slots = Object.keys((await engine.snapshot()).slots).map((path) => path.split('/')[0]);
    expect(new Set(slots)).toEqual(new Set(['middle_conv', 'out_dense']));
    engine.dispose();
  });

  it('pass gradients through a frozen batch norm without a scale', async () => {
    const plan = planOfText(
      specText({
        input: 'input: { shape: [6, 6, 3] }',
        classes: 'classes: 3',
        blocks: `blocks:
  - { name: conv, type: conv, filters: 4, kernel: 3 }
  - { type: batchNorm, scale: false, epsilon: 3, trainable: false }
  - { type: flatten }
  - { name: out, type: dense, units: classes, activation: softmax, trainable: false }`,
        training: 'training: { optimizer: { type: sgd, learningRate: 1 } }',
      }),
    );
    await backend.probe();
    const engine = await backend.createEngine(await backend.compile(plan));
    const loss = async () => {
      await engine.evaluateBatch(batch);
      return (await engine.takeMetrics()).loss?.sum ?? Number.NaN;
    };
    const before = await loss();
    await engine.trainBatch(batch, { step: 0 });
    await engine.takeMetrics();
    expect(await loss()).toBeLessThan(before);
    engine.dispose();
  });
});

it('counts parameters as Keras does', () => {
  const { trainableParams, nonTrainableParams } = planOf('sgd').totals;
  expect({ trainable: trainableParams, nonTrainable: nonTrainableParams }).toEqual(reference.params);
});

it.each(runs)("has the slots of %s in Keras's file", (run) => {
  const [_iteration, _rate, ...slots] = reference.runs[run].slots;
  const named = optimizerSlots(planOf(run)).map(({ weight, slot, shape }) => [
    `${run}/${weight.replace('/', '_')}_${slot}`,
    shape,
  ]);
  expect(named).toEqual(slots);
});

it('marks the same layers in the configuration as Keras', () => {
  const { layers } = kerasConfig(planOf('sgd')).config as { layers: { config: KerasConfig }[] } & KerasConfig;
  const marks = Object.fromEntries(layers.map(({ config }) => [config.name, config.trainable ?? true]));
  expect(marks).toEqual(reference.trainable);
});
