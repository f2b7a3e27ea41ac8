import { expect } from 'vitest';
import type { ModelPlan } from '../../src/check/model-plan';
import { decodeOnnx } from './decode-onnx';

/** Checks what must be true of every exported ONNX file of a plan. */
export function expectSoundOnnx(bytes: Uint8Array, plan: ModelPlan): ReturnType<typeof decodeOnnx> {
  const model = decodeOnnx(bytes);
  const preprocesses = model.inputs[0]?.type === 2;
  expect(model).toMatchObject({
    irVersion: 8,
    opsets: [{ domain: '', version: 18 }],
    producer: 'convspec',
    name: plan.name,
    inputs: [
      preprocesses
        ? { name: 'images', type: 2, dims: ['batch', 'height', 'width', 'channels'] }
        : { name: 'images', type: 1, dims: ['batch', ...plan.input.shape] },
    ],
    outputs: [{ name: 'scores', type: 1, dims: ['batch', plan.classCount] }],
  });
  const known = new Set(['images', ...model.initializers.map(({ name }) => name)]);
  expect(known.size, 'names of initializers').toBe(1 + model.initializers.length);
  for (const { name, inputs, outputs } of model.nodes) {
    expect(
      inputs.filter((input) => input !== '' && !known.has(input)),
      `inputs of ${name} that nothing has made yet`,
    ).toEqual([]);
    for (const output of outputs) {
      expect(known.has(output), `${output} is made twice`).toBe(false);
      known.add(output);
    }
  }
  expect(known.has('scores')).toBe(true);
  expect(new Set(model.nodes.map(({ name }) => name)).size, 'names of nodes').toBe(model.nodes.length);

  const tensors = new Map(model.initializers.map((tensor) => [tensor.name, tensor]));
  for (const { name, weights } of plan.layers) {
    for (const { name: weight, shape } of weights) {
      const size = shape.reduce((product, axis) => product * axis, 1);
      expect(tensors.get(`${name}/${weight}`), `${name}/${weight}`).toMatchObject({
        type: 1,
        bytes: 4 * size,
      });
    }
  }
  for (const { name, dims, type, bytes } of model.initializers) {
    const size = dims.reduce((product, axis) => product * axis, 1);
    expect(bytes, name).toBe((type === 1 ? 4 : type === 2 ? 1 : 8) * size);
  }
  return model;
}
