import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onnxWeights, toKerasOrder, toOnnxOrder } from '../../../src/compile/onnx/weights';
import { sizeOf } from '../../../src/layers/shapes';

import { planOfFile, planOfText } from '../../support/check-file';
import { specText } from '../../support/spec-text';

const plan = planOfText(
  specText({
    input: 'input: { shape: [9, 8, 3] }',
    classes: 'classes: 3',
    blocks: `blocks:
  - { name: a, type: conv, filters: 4, kernel: [3, 2] }
  - { name: b, type: depthwiseConv, kernel: [2, 3], depthMultiplier: 3 }
  - { name: c, type: separableConv, filters: 5, kernel: 2, depthMultiplier: 2 }
  - { name: d, type: convTranspose, filters: 3, kernel: [3, 2] }
  - { name: e, type: prelu }
  - { type: flatten }
  - { name: output, type: dense, units: classes, activation: softmax }`,
  }),
);
const weights = onnxWeights(plan);

it("lays weights out in ONNX's order", () => {
  expect(
    Object.fromEntries(weights.map(({ layer, name, parts }) => [`${layer[0]}/${name}`, parts[0]?.dims])),
  ).toMatchObject({
    'a/kernel': [4, 3, 3, 2],
    'a/bias': [4],
    'b/kernel': [12, 1, 2, 3],
    'c/depthwise_kernel': [24, 1, 2, 2],
    'c/pointwise_kernel': [5, 24, 1, 1],
    'd/kernel': [5, 3, 3, 2],
  });
});

describe.each(weights.map((weight) => [weight.path, weight] as const))('the values of %s', (_, weight) => {
  const size = sizeOf(weight.shape);

  it("survive the conversion to ONNX's order and back", () => {
    const floats = fc.float32Array({ minLength: size, maxLength: size, noNaN: true });
    fc.assert(
      fc.property(floats, (values) => {
        const [there, back] = [new Float32Array(size), new Float32Array(size)];
        toOnnxOrder(weight, values, there);
        toKerasOrder(weight, there, back);
        expect(back).toEqual(values);
      }),
      { numRuns: 20 },
    );
  });
});

it('puts a value at the right position in the kernel', () => {
  const kernel = weights.find(({ path }) => path === 'a_conv/kernel');
  if (!kernel) throw new Error('there is no kernel');
  const values = Float32Array.from({ length: sizeOf(kernel.shape) }, (_, i) => i);
  const onnx = new Float32Array(values.length);
  toOnnxOrder(kernel, values, onnx);
  const [height, width, channels, filters] = [3, 2, 3, 4];
  for (let f = 0; f < filters; f++)
    for (let c = 0; c < channels; c++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
          expect(onnx[((f * channels + c) * height + y) * width + x]).toBe(
            values[((y * width + x) * channels + c) * filters + f],
          );
});

it('splits a large dense kernel into rows without gaps, but no constrained weight', () => {
  const find = (text: string) => onnxWeights(planOfText(text)).find(({ name }) => name === 'kernel');
  const large = (options: string) =>
    specText({
      input: 'input: { shape: [3000, 1, 1] }',
      classes: 'classes: 1000',
      blocks: `blocks:
  - { type: flatten }
  - { name: output, type: dense, units: classes, activation: softmax${options} }`,
    });
  const parts = find(large(''))?.parts ?? [];
  expect(parts.map(({ from, dims }) => [from, ...dims])).toEqual([
    [0, 1049, 1000],
    [1049, 1049, 1000],
    [2098, 902, 1000],
  ]);
  expect(new Set(parts.map(({ value }) => value)).size).toBe(3);
  expect(find(large(', kernelConstraint: { type: maxNorm, maxValue: 2 }'))?.parts).toHaveLength(1);
});

it('keeps every weight of the 12-class network in one part except the large kernel', () => {
  const divided = onnxWeights(planOfFile('specs/convnet-12class.yaml')).filter(
    ({ parts }) => parts.length > 1,
  );
  expect(divided.map(({ path, parts }) => [path, parts.length])).toEqual([['fc_dense/kernel', 36]]);
});
