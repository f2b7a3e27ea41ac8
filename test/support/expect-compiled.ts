import { dispose } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { ModelPlan } from '../../src/check/model-plan';
import { cpu } from '../../src/run/backends/cpu';

/** Compiles a plan, and expects the model to have its layers, shapes and parameters. */
export async function expectCompiled(plan: ModelPlan): Promise<void> {
  const { model } = await cpu.compile(withoutDraws(plan));
  expect(model.countParams()).toBe(plan.totals.params);
  expect(Object.fromEntries(model.layers.map((layer) => [layer.name, layer.outputShape]))).toEqual(
    Object.fromEntries(plan.layers.map((layer) => [layer.name, [null, ...layer.outputShape]])),
  );
  dispose(model.weights.map((weight) => weight.read()));
}

/** Initial values do not matter here, and generating 138 million takes long. */
function withoutDraws(plan: ModelPlan): ModelPlan {
  return {
    ...plan,
    layers: plan.layers.map((layer) => ({
      ...layer,
      weights: layer.weights.map((weight) => ({ ...weight, initializer: { type: 'zeros' as const } })),
    })),
  };
}
