import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { loadWasm } from '../../../../src/run/backends/wasm/load-wasm';

// Keeps the `cpu` backend from recommending another one.
tf.env().set('IS_TEST', true);

export type Inputs = Readonly<Record<string, tf.Tensor>>;

/** Makes `wasm` the current backend, with the gradient kernels and one thread. */
export async function useWasm(): Promise<void> {
  await loadWasm({}, { threads: 1 });
  await tf.setBackend('wasm');
}

/** Runs one kernel on the current backend. */
export function runKernel(name: string, inputs: Inputs, attrs: object): tf.Tensor {
  return tf.engine().runKernel(name, { ...inputs }, attrs as tf.NamedAttrMap) as tf.Tensor;
}

/** The result of the same kernel on the `cpu` backend; `wasm` is current again afterwards. */
async function onCpu(name: string, inputs: Inputs, attrs: object): Promise<Float32Array> {
  await tf.setBackend('cpu');
  const values = runKernel(name, inputs, attrs).dataSync() as Float32Array;
  await tf.setBackend('wasm');
  return values.slice();
}

/** Parity: `max|a − b| ≤ 1e-4 · max(1, max|expected|)`. */
export function expectParity(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  let difference = 0;
  let largest = 1;
  for (let index = 0; index < expected.length; index++) {
    const gap = Math.abs((actual[index] as number) - (expected[index] as number));
    if (!(gap <= difference)) difference = gap;
    largest = Math.max(largest, Math.abs(expected[index] as number));
  }
  expect(difference / largest).toBeLessThanOrEqual(1e-4);
}

/** Compares a kernel with the `cpu` backend's, and checks that only its result remains in memory. */
export async function expectLikeCpu(name: string, inputs: Inputs, attrs: object): Promise<void> {
  const expected = await onCpu(name, inputs, attrs);
  // The first run moves the inputs from one backend to the other.
  runKernel(name, inputs, attrs).dispose();
  const before = { tensors: tf.memory().numTensors, data: tf.backend().numDataIds() };
  const actual = runKernel(name, inputs, attrs);
  expectParity(actual.dataSync(), expected);
  actual.dispose();
  expect({ tensors: tf.memory().numTensors, data: tf.backend().numDataIds() }).toEqual(before);
}
