import '@tensorflow/tfjs-backend-cpu';
import { availableParallelism } from 'node:os';
import * as wasmPackage from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { nodeWasm } from '../../../../src/hosts/node/wasm/wasm';
import { registerGradientKernels } from '../../../../src/run/backends/wasm/gradient-kernels';
import { loadWasm } from '../../../../src/run/backends/wasm/load-wasm';

it('starts wasm with threads, in silence, and leaves the program as it was', async () => {
  const output = [vi.spyOn(console, 'log'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')];
  const crashListeners = () => [
    process.listenerCount('uncaughtException'),
    process.listenerCount('unhandledRejection'),
    'Worker' in globalThis,
  ];
  await tf.setBackend('cpu');
  const before = crashListeners();

  await Promise.all([loadWasm(nodeWasm, { threads: 2 }), loadWasm(nodeWasm)]);

  expect(tf.getBackend()).toBe('cpu');
  expect(crashListeners()).toEqual(before);
  for (const spy of output) expect(spy).not.toHaveBeenCalled();
  expect(wasmPackage.getThreadsCount()).toBe(Math.min(2, availableParallelism()));
});

it('computes with threads', async () => {
  await loadWasm(nodeWasm);
  await tf.setBackend('wasm');
  // Every number is a small integer, so that the order of addition does not matter.
  const x = tf.cast(tf.randomUniform([4, 12, 12, 16], -4, 4, 'int32', 1), 'float32') as tf.Tensor4D;
  const filter = tf.cast(tf.randomUniform([3, 3, 16, 32], -4, 4, 'int32', 2), 'float32') as tf.Tensor4D;
  const threaded = tf.conv2d(x, filter, 1, 'same').dataSync();
  await tf.setBackend('cpu');
  tf.env().set('IS_TEST', true);
  expect([...threaded]).toEqual([...tf.conv2d(x, filter, 1, 'same').dataSync()]);
});

it('registers its kernels once', () => {
  const names = ['Conv2DBackpropFilter', 'BatchMatMul', 'Sum', 'Tile'];
  const registered = () => names.map((name) => tf.getKernel(name, 'wasm'));
  const before = registered();
  registerGradientKernels();
  expect(registered().map((kernel, index) => kernel === before[index])).toEqual([true, true, true, true]);
});
