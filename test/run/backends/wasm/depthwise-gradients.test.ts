import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { expectLikeCpu, useWasm } from './backends';

type Pair = [number, number];

interface Case {
  readonly name: string;
  readonly input: [number, number, number, number];
  readonly filter: [number, number, number, number];
  readonly strides: Pair;
  readonly pad: 'valid' | 'same' | number;
}

const cases: readonly Case[] = [
  { name: 'one pixel', input: [1, 1, 1, 1], filter: [1, 1, 1, 1], strides: [1, 1], pad: 'valid' },
  { name: 'valid', input: [3, 7, 7, 4], filter: [3, 3, 4, 1], strides: [1, 1], pad: 'valid' },
  { name: 'same', input: [2, 6, 6, 3], filter: [3, 3, 3, 1], strides: [1, 1], pad: 'same' },
  { name: 'same, even kernel', input: [2, 5, 5, 2], filter: [4, 4, 2, 1], strides: [1, 1], pad: 'same' },
  { name: 'multiplier 2', input: [2, 6, 5, 3], filter: [3, 3, 3, 2], strides: [1, 1], pad: 'same' },
  { name: 'multiplier 3, stride 2', input: [2, 7, 8, 2], filter: [3, 2, 2, 3], strides: [2, 2], pad: 'same' },
  {
    name: 'multiplier 5, one channel',
    input: [2, 6, 6, 1],
    filter: [3, 3, 1, 5],
    strides: [1, 1],
    pad: 'valid',
  },
  { name: 'stride 2 valid', input: [2, 9, 9, 3], filter: [3, 3, 3, 1], strides: [2, 2], pad: 'valid' },
  {
    name: 'stride 2 with a row left over',
    input: [2, 10, 8, 3],
    filter: [3, 3, 3, 1],
    strides: [2, 2],
    pad: 'valid',
  },
  { name: 'stride 2 same', input: [2, 8, 9, 3], filter: [3, 3, 3, 1], strides: [2, 2], pad: 'same' },
  {
    name: 'stride above the kernel',
    input: [2, 11, 11, 3],
    filter: [2, 2, 3, 2],
    strides: [3, 4],
    pad: 'valid',
  },
  { name: 'unequal strides', input: [1, 9, 12, 2], filter: [4, 3, 2, 1], strides: [1, 3], pad: 'same' },
  { name: 'rectangular', input: [2, 9, 6, 3], filter: [2, 5, 3, 1], strides: [1, 1], pad: 'same' },
  {
    name: 'kernel larger than the input',
    input: [2, 3, 3, 2],
    filter: [5, 5, 2, 1],
    strides: [1, 1],
    pad: 'same',
  },
  { name: 'padding given as a number', input: [2, 6, 6, 2], filter: [3, 3, 2, 1], strides: [2, 2], pad: 1 },
  { name: 'many channels', input: [2, 6, 6, 19], filter: [3, 3, 19, 1], strides: [1, 1], pad: 'same' },
];

beforeAll(useWasm);

describe('gradients of depthwiseConv2d on wasm', () => {
  for (const { name, input, filter: filterShape, strides, pad } of cases) {
    it(name, async () => {
      const x = tf.randomNormal(input, 0, 1, 'float32', 1) as tf.Tensor4D;
      const filter = tf.randomNormal(filterShape, 0, 1, 'float32', 2) as tf.Tensor4D;
      const { outShape } = tf.backend_util.computeConv2DInfo(
        input,
        filterShape,
        strides,
        1,
        pad,
        undefined,
        true,
      );
      const dy = tf.randomNormal(outShape, 0, 1, 'float32', 3);
      const attrs = { strides, pad, dilations: [1, 1] };
      await expectLikeCpu('DepthwiseConv2dNativeBackpropFilter', { x, dy }, { ...attrs, filterShape });
      await expectLikeCpu(
        'DepthwiseConv2dNativeBackpropInput',
        { dy, filter },
        { ...attrs, inputShape: input },
      );
      tf.dispose([x, filter, dy]);
    });
  }
});

describe('padding same on wasm', () => {
  it.each([
    ['Conv2D', [2, 12, 9, 2], [1, 2, 2, 3], [3, 3], [1, 1]],
    ['Conv2D', [2, 12, 12, 2], [3, 3, 2, 3], [4, 4], [1, 1]],
    ['Conv2D', [2, 9, 8, 2], [3, 3, 2, 3], [2, 2], [1, 1]],
    ['Conv2D', [2, 9, 8, 2], [3, 3, 2, 3], [1, 1], [2, 3]],
    ['DepthwiseConv2dNative', [2, 12, 9, 2], [2, 2, 2, 3], [3, 3], [1, 1]],
    ['DepthwiseConv2dNative', [2, 12, 12, 4], [3, 3, 4, 1], [4, 4], [1, 1]],
    ['DepthwiseConv2dNative', [2, 9, 8, 4], [3, 3, 4, 1], [1, 1], [2, 3]],
  ] as const)(
    '%s of %j by %j, strides %j, dilations %j',
    async (kernel, input, shape, strides, dilations) => {
      const x = tf.randomNormal([...input], 0, 1, 'float32', 1);
      const filter = tf.randomNormal([...shape], 0, 1, 'float32', 2);
      const attrs = { strides: [...strides], dilations: [...dilations], pad: 'same', dataFormat: 'NHWC' };
      await expectLikeCpu(kernel, { x, filter }, attrs);
      tf.dispose([x, filter]);
    },
  );
});
