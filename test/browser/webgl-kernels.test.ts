import '@tensorflow/tfjs-backend-cpu';
import {
  abs,
  add,
  cast,
  clipByValue,
  conv2d,
  conv2dTranspose,
  exp,
  getKernel,
  greaterEqual,
  log,
  matMul,
  memory,
  setBackend,
  sigmoid,
  sub,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerSoundKernels } from '../../src/run/backends/webgl/sound-kernels';
import { webgl } from '../../src/run/backends/webgl/webgl';
import { distance } from '../support/reference-numerics';

/** Operations with a result other than 0 for the unused half of a block, next to a tensor of odd size. */
const makers: readonly (readonly [name: string, maker: (x: Tensor) => Tensor])[] = [
  ['exp', exp],
  ['sigmoid', sigmoid],
  ['x + 1', (x) => add(x, 1)],
  ['1 − x', (x) => sub(1, x)],
  ['x ≥ 0', (x) => cast(greaterEqual(x, 0), 'float32')],
  ['clipByValue', (x) => clipByValue(x, 0.5, 1)],
  ['log |x|', (x) => log(abs(x))],
];

function waves(...shape: number[]): Tensor {
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(3 * i + 1)),
    shape,
  );
}

/** Sums over `n` products each. */
const sums: Readonly<Record<string, (n: number, of: (x: Tensor) => Tensor) => Tensor>> = {
  matMul: (n, of) => matMul(of(waves(4, n)) as Tensor2D, of(waves(n, 5)) as Tensor2D),
  'matMul, both transposed': (n, of) =>
    matMul(of(waves(n, 4)) as Tensor2D, of(waves(5, n)) as Tensor2D, true, true),
  'conv2d by one pixel': (n, of) =>
    conv2d(of(waves(2, 5, 4, n)) as Tensor4D, of(waves(1, 1, n, 3)) as Tensor4D, 1, 'same'),
  conv2d: (n, of) => conv2d(of(waves(2, 5, 4, n)) as Tensor4D, of(waves(3, 3, n, 3)) as Tensor4D, 1, 'same'),
  conv2dTranspose: (n, of) =>
    conv2dTranspose(
      of(waves(2, 5, 4, n)) as Tensor4D,
      of(waves(3, 3, 3, n)) as Tensor4D,
      [2, 10, 8, 3],
      2,
      'same',
    ),
};

async function values(backend: string, make: () => Tensor): Promise<Float32Array> {
  await setBackend(backend);
  const made = make();
  return (await made.data()) as Float32Array;
}

beforeAll(async () => {
  expect(await webgl.probe()).toMatchObject({ available: true });
});

describe.each(Object.entries(sums))('%s on webgl', (_, sum) => {
  it.each(makers)('sums only an odd and an even number of results of %s', async (_, maker) => {
    for (const n of [3, 4]) {
      const expected = await values('cpu', () => sum(n, maker));
      expect(distance(await values('webgl', () => sum(n, maker)), expected), `${n}`).toBeLessThan(1e-5);
    }
  });
});

it('frees the tensors it unpacks', async () => {
  await setBackend('webgl');
  const [a, b] = [exp(waves(20, 11)) as Tensor2D, exp(waves(11, 20)) as Tensor2D];
  const product = () => matMul(a, b).dispose();
  product();
  const before = memory();
  for (let run = 0; run < 3; run++) product();
  expect(memory()).toMatchObject({ numTensors: before.numTensors, numDataBuffers: before.numDataBuffers });
});

it('registers its kernels once', () => {
  const registered = () =>
    ['BatchMatMul', 'Conv2D', 'Conv2DBackpropInput'].map((name) => getKernel(name, 'webgl'));
  const before = registered();
  registerSoundKernels();
  expect(registered().map((kernel, i) => kernel === before[i])).toEqual([true, true, true]);
});
