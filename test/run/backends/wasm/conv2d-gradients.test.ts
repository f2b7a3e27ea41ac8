import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectLikeCpu, runKernel, useWasm } from './backends';

type Pair = [number, number];

interface Case {
  readonly name: string;
  readonly input: [number, number, number, number];
  readonly filter: [number, number, number, number];
  readonly strides: Pair;
  readonly pad: 'valid' | 'same' | number | [Pair, Pair, Pair, Pair];
}

const none: Pair = [0, 0];

const cases: readonly Case[] = [
  { name: 'one pixel', input: [1, 1, 1, 1], filter: [1, 1, 1, 1], strides: [1, 1], pad: 'valid' },
  { name: 'pointwise', input: [2, 5, 4, 3], filter: [1, 1, 3, 7], strides: [1, 1], pad: 'valid' },
  { name: 'valid', input: [3, 7, 7, 4], filter: [3, 3, 4, 5], strides: [1, 1], pad: 'valid' },
  { name: 'same', input: [2, 6, 6, 3], filter: [3, 3, 3, 4], strides: [1, 1], pad: 'same' },
  { name: 'same, even kernel', input: [2, 5, 5, 2], filter: [4, 4, 2, 3], strides: [1, 1], pad: 'same' },
  {
    name: 'kernel as large as the input',
    input: [2, 4, 4, 2],
    filter: [4, 4, 2, 3],
    strides: [1, 1],
    pad: 'valid',
  },
  {
    name: 'kernel larger than the input',
    input: [2, 3, 3, 2],
    filter: [5, 5, 2, 3],
    strides: [1, 1],
    pad: 'same',
  },
  { name: 'rectangular', input: [2, 9, 6, 3], filter: [2, 5, 3, 4], strides: [1, 1], pad: 'same' },
  { name: 'stride 2 valid', input: [2, 9, 9, 3], filter: [3, 3, 3, 4], strides: [2, 2], pad: 'valid' },
  {
    name: 'stride 2 with a row left over',
    input: [2, 10, 8, 3],
    filter: [3, 3, 3, 4],
    strides: [2, 2],
    pad: 'valid',
  },
  { name: 'stride 2 same', input: [2, 8, 9, 3], filter: [3, 3, 3, 4], strides: [2, 2], pad: 'same' },
  {
    name: 'stride above the kernel',
    input: [2, 11, 11, 3],
    filter: [2, 2, 3, 4],
    strides: [3, 4],
    pad: 'valid',
  },
  { name: 'pointwise, stride 2', input: [2, 8, 8, 6], filter: [1, 1, 6, 4], strides: [2, 2], pad: 'same' },
  { name: 'unequal strides', input: [1, 9, 12, 2], filter: [4, 3, 2, 3], strides: [1, 3], pad: 'same' },
  {
    name: 'nine by nine, stride 2',
    input: [2, 24, 24, 3],
    filter: [9, 9, 3, 8],
    strides: [2, 2],
    pad: 'valid',
  },
  { name: 'padding given as a number', input: [2, 6, 6, 2], filter: [3, 3, 2, 3], strides: [2, 2], pad: 1 },
  {
    name: 'unequal padding',
    input: [1, 6, 7, 2],
    filter: [3, 3, 2, 3],
    strides: [2, 1],
    pad: [none, [2, 1], [0, 2], none],
  },
  {
    name: 'padding beyond the kernel',
    input: [1, 4, 4, 2],
    filter: [2, 2, 2, 3],
    strides: [1, 1],
    pad: [none, [3, 2], [2, 3], none],
  },
  { name: 'one channel', input: [2, 6, 6, 1], filter: [3, 3, 1, 1], strides: [1, 1], pad: 'valid' },
];

describe('gradients of conv2d on wasm', () => {
  beforeAll(useWasm);

  for (const { name, input, filter: filterShape, strides, pad } of cases) {
    it(name, async () => {
      const x = tf.randomNormal(input, 0, 1, 'float32', 1) as tf.Tensor4D;
      const filter = tf.randomNormal(filterShape, 0, 1, 'float32', 2) as tf.Tensor4D;
      const outShape = tf.backend_util.computeConv2DInfo(
        input,
        filterShape,
        strides,
        1,
        pad as 'same',
      ).outShape;
      const dy = tf.randomNormal(outShape, 0, 1, 'float32', 3);
      const attrs = { strides, pad, dataFormat: 'NHWC' };
      await expectLikeCpu('Conv2DBackpropFilter', { x, dy }, { ...attrs, filterShape });
      await expectLikeCpu('Conv2DBackpropInput', { dy, filter }, { ...attrs, inputShape: input });
      tf.dispose([x, filter, dy]);
    });
  }

  it('rejects channels-first data', () => {
    const x = tf.zeros([1, 2, 4, 4]);
    const dy = tf.zeros([1, 3, 2, 2]);
    const filterShape = [3, 3, 2, 3];
    const run = () =>
      runKernel(
        'Conv2DBackpropFilter',
        { x, dy },
        { strides: 1, pad: 'valid', dataFormat: 'NCHW', filterShape },
      );
    expect(run).toThrow('Conv2DBackpropFilter on wasm supports only NHWC.');
    tf.dispose([x, dy]);
  });
});
