import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { ModelPlan } from '../../../src/check/model-plan';
import { onnxruntime } from '../../../src/hosts/node/onnxruntime/onnxruntime';
import { wasm } from '../../../src/hosts/node/wasm/wasm';
import { cpu } from '../../../src/run/backends/cpu';
import type { Batch, Engine } from '../../../src/run/backends/engine';
import accumulateReference from '../../reference/accumulate/accumulate.json';
import { checkText } from '../../support/check-file';
import { distance } from '../../support/reference-numerics';
import { specText } from '../../support/spec-text';

function planOf(options: string): ModelPlan {
  const { plan, diagnostics } = checkText(
    specText({
      input: 'input: { shape: [6, 5, 3] }',
      classes: 'classes: 3',
      blocks: `blocks:
  - { name: conv1, type: conv, filters: 4, kernel: 3, kernelRegularizer: { l1: 0.01, l2: 0.02 }, activation: tanh${options} }
  - { name: drop, type: spatialDropout, rate: 0.3 }
  - { type: flatten }
  - { name: output, type: dense, units: classes, activation: softmax, kernelRegularizer: { l2: 0.1 } }`,
      training: 'training: { optimizer: adam, metrics: [accuracy, topKAccuracy] }',
    }),
  );
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan;
}

/** `size` images with different loss weights, as with class weights. */
function batchOf(size: number, salt: number): Batch {
  return {
    size,
    x: Float32Array.from({ length: size * 90 }, (_, i) => Math.sin(7 * i + salt)),
    y: Float32Array.from({ length: size * 3 }, (_, i) => (i % 3 === Math.floor(i / 3 + salt) % 3 ? 1 : 0)),
    weights: Float32Array.from({ length: size }, (_, i) => 0.5 + (i % 3)),
  };
}

const batches = [batchOf(12, 0), batchOf(12, 1), batchOf(7, 2)];

describe.each([cpu, wasm, onnxruntime])('accumulation on $name', (backend) => {
  async function trained(plan: ModelPlan, partSize?: number): Promise<Engine> {
    await backend.probe();
    const engine = await backend.createEngine(await backend.compile(plan));
    for (const [step, batch] of batches.entries()) {
      await engine.trainBatch(batch, { step, ...(partSize === undefined ? {} : { partSize }) });
    }
    return engine;
  }

  /** The largest difference in a weight. */
  async function apart(a: Engine, b: Engine): Promise<number> {
    const [first, second] = [await a.snapshot(), await b.snapshot()];
    return Math.max(...first.weights.map((weight, i) => distance(weight, second.weights[i] ?? [])));
  }

  it.each([100, 12, 6, 5, 4, 1])(
    'in parts of %d ends where the large batch ends, with dropout, penalties, weighted images and a last batch that is incomplete',
    async (partSize) => {
      const plan = planOf(', dropout: 0.4');
      const [whole, parts] = [await trained(plan), await trained(plan, partSize)];
      expect(await apart(whole, parts)).toBeLessThan(1e-5);
      expect([parts.iterations, whole.iterations]).toEqual([3, 3]);
      const [ofWhole, ofParts] = [await whole.takeMetrics(), await parts.takeMetrics()];
      for (const [name, { sum, count }] of Object.entries(ofParts)) {
        expect([name, count]).toEqual([name, 31]);
        expect(sum, name).toBeCloseTo(ofWhole[name]?.sum ?? Number.NaN, 4);
      }
    },
  );

  it('normalizes each part separately, unlike the whole batch', async () => {
    const plan = planOf(', batchNorm: true');
    expect(await apart(await trained(plan), await trained(plan, 4))).toBeGreaterThan(1e-3);
  });

  it.each(['sgd', 'adam'] as const)(
    'ends where Keras ends with gradient_accumulation_steps: %s',
    async (name) => {
      const optimizer = {
        sgd: '{ type: sgd, learningRate: 0.1, momentum: 0.9 }',
        adam: '{ type: adam, learningRate: 0.01 }',
      };
      const { plan } = checkText(
        specText({
          input: 'input: { shape: [4, 4, 1] }',
          classes: 'classes: 3',
          blocks: `blocks:
  - { type: flatten }
  - { type: dense, units: 5, bias: false, kernelRegularizer: { l2: 0.01 }, batchNorm: true, activation: tanh }
  - { type: dense, units: classes, activation: softmax }`,
          training: `training: { optimizer: ${optimizer[name]} }`,
        }),
      );
      if (!plan) throw new Error('the spec has errors');
      await backend.probe();
      const engine = await backend.createEngine(await backend.compile(plan));
      const { x, y, initial, final } = accumulateReference;
      for (const [i, values] of initial.entries()) await engine.writeWeight(i, Float32Array.from(values));
      const batch = { size: 12, x: Float32Array.from(x), y: Float32Array.from(y) };
      for (let step = 0; step < 3; step++) await engine.trainBatch(batch, { step, partSize: 4 });
      expect(engine.iterations).toBe(final[name].iterations);
      for (const [i, values] of final[name].weights.entries()) {
        expect(distance(await engine.readWeight(i), values), engine.weights[i]?.path).toBeLessThan(1e-5);
      }
    },
  );

  it('does not leak tensors', async () => {
    const engine = await trained(planOf(', dropout: 0.4'), 4);
    const before = memory().numTensors;
    await engine.trainBatch(batchOf(12, 3), { step: 3, partSize: 3 });
    expect(memory().numTensors).toBe(before);
  });
});
