import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectLikeCpu, expectParity, runKernel, useWasm } from './backends';

type Pair = [number, number];

interface Case {
  readonly name: string;
  readonly input: [number, number, number, number];
  readonly filterSize: Pair;
  readonly strides: Pair;
  readonly pad: 'valid' | 'same';
}

const cases: readonly Case[] = [
  { name: 'disjoint windows', input: [2, 8, 8, 3], filterSize: [2, 2], strides: [2, 2], pad: 'valid' },
  { name: 'overlapping windows', input: [2, 7, 6, 5], filterSize: [2, 2], strides: [1, 1], pad: 'valid' },
  { name: 'rows left over', input: [2, 7, 9, 3], filterSize: [2, 2], strides: [2, 2], pad: 'valid' },
  { name: 'padded', input: [2, 7, 7, 3], filterSize: [3, 3], strides: [2, 2], pad: 'same' },
  { name: 'padded and overlapping', input: [1, 5, 5, 2], filterSize: [3, 3], strides: [1, 1], pad: 'same' },
  { name: 'rectangular', input: [2, 9, 6, 4], filterSize: [3, 2], strides: [1, 2], pad: 'same' },
  {
    name: 'strides above the window',
    input: [1, 9, 9, 2],
    filterSize: [2, 2],
    strides: [3, 4],
    pad: 'valid',
  },
  { name: 'the whole map', input: [2, 4, 4, 3], filterSize: [4, 4], strides: [4, 4], pad: 'valid' },
];

describe('gradients of pooling on wasm', () => {
  beforeAll(useWasm);

  for (const { name, input, filterSize, strides, pad } of cases) {
    const attrs = { filterSize, strides, pad };

    it(`max: ${name}`, async () => {
      // Small integers: most windows contain ties.
      const x = tf.cast(tf.randomUniform(input, 0, 4, 'int32', 1), 'float32') as tf.Tensor4D;
      const output = tf.maxPool(x, filterSize, strides, pad);
      const dy = tf.randomNormal(output.shape, 0, 1, 'float32', 2);
      await expectLikeCpu('MaxPoolGrad', { dy, input: x, output }, attrs);
      tf.dispose([x, output, dy]);
    });

    it(`average: ${name}`, () => {
      const x = tf.randomNormal(input, 0, 1, 'float32', 1) as tf.Tensor4D;
      const y = tf.avgPool(x, filterSize, strides, pad);
      const dy = tf.randomNormal(y.shape, 0, 1, 'float32', 2);
      const dx = runKernel('AvgPoolGrad', { dy, input: x }, attrs);
      // The adjoint of a linear map: ⟨dy, pool(x)⟩ = ⟨gradient(dy), x⟩, here per channel.
      const forward = tf.sum(tf.mul(dy, y), [0, 1, 2]);
      const backward = tf.sum(tf.mul(dx, x), [0, 1, 2]);
      expectParity(backward.dataSync(), forward.dataSync());
      tf.dispose([x, y, dy, dx, forward, backward]);
    });
  }

  it('max: the first maximum of a window gets the whole gradient, and overlaps are summed', () => {
    const input = tf.tensor4d([5, 5, 1, 5, 0, 5, 2, 5, 5], [1, 3, 3, 1]);
    const output = tf.maxPool(input, 2, 1, 'valid');
    const dy = tf.tensor4d([1, 10, 100, 1000], [1, 2, 2, 1]);
    const dx = runKernel('MaxPoolGrad', { dy, input, output }, { filterSize: 2, strides: 1, pad: 'valid' });
    expect([...dx.dataSync()]).toEqual([1, 10, 0, 100, 0, 1000, 0, 0, 0]);
    tf.dispose([input, output, dy, dx]);
  });

  it('max: padding is never the maximum, even with negative values', () => {
    const input = tf.tensor4d([-3, -1, -2, -4], [1, 2, 2, 1]);
    const output = tf.maxPool(input, 2, 1, 'same');
    const dy = tf.tensor4d([1, 10, 100, 1000], [1, 2, 2, 1]);
    const dx = runKernel('MaxPoolGrad', { dy, input, output }, { filterSize: 2, strides: 1, pad: 'same' });
    expect([...dx.dataSync()]).toEqual([0, 11, 100, 1000]);
    tf.dispose([input, output, dy, dx]);
  });

  it('average: padding gets no gradient', () => {
    const input = tf.zeros([1, 2, 2, 1]);
    const dy = tf.tensor4d([4, 2, 2, 1], [1, 2, 2, 1]);
    const dx = runKernel('AvgPoolGrad', { dy, input }, { filterSize: 2, strides: 1, pad: 'same' });
    expect([...dx.dataSync()]).toEqual([1, 2, 2, 4]);
    tf.dispose([input, dy, dx]);
  });
});
