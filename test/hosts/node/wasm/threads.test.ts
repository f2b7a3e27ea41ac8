import '@tensorflow/tfjs-backend-cpu';
import { availableParallelism } from 'node:os';
import * as wasmPackage from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { enableThreads } from '../../../../src/hosts/node/wasm/threads';
import { wasm } from '../../../../src/hosts/node/wasm/wasm';
import { readyBackend } from '../../../../src/run/backends/with-backend';
import { planFromSpec } from '../../../run/backends/wasm/plan-from-spec';

const plan = planFromSpec(`
version: 1
name: every-kernel
input: { shape: [17, 17, 3] }
classes: 4
blocks:
  - { type: conv, filters: 8, kernel: 5, stride: 2, padding: same, batchNorm: true, activation: relu, pool: 2 }
  - { type: depthwiseConv, kernel: 3, padding: same }
  - { type: conv, filters: 9, kernel: 3, dilation: 2, padding: same, activation: relu }
  - { type: flatten }
  - { type: dense, units: 33, activation: relu, dropout: 0.3 }
  - { type: dense, units: classes, activation: softmax }
training: { optimizer: { type: adam, learningRate: 0.01 } }
`);

/** All weights after four steps on the backend as it runs now. */
async function train() {
  const engine = await wasm.createEngine(await wasm.compile(plan));
  const size = 5;
  const x = Float32Array.from({ length: size * 17 * 17 * 3 }, (_, i) => Math.sin(i * i));
  const y = Float32Array.from({ length: size * 4 }, (_, i) => Number(i % 5 === 0));
  for (let step = 0; step < 4; step++) await engine.trainBatch({ size, x, y }, { step });
  const { weights } = await engine.snapshot();
  engine.dispose();
  return { device: engine.device, weights };
}

it.runIf(availableParallelism() > 1)('trains to the same bits with one thread and with two', async () => {
  // The backend that is replaced below must not be the active one.
  await tf.setBackend('cpu');
  expect(await wasm.onDevice?.('1').probe()).toMatchObject({ available: true });
  const alone = await train();
  expect(alone.device).toBe('CPU, WebAssembly, 1 thread');

  expect(await enableThreads(wasmPackage, 2)).toBe(2);
  await readyBackend('wasm');
  const shared = await train();
  expect(shared.device).toBe('CPU, WebAssembly, 2 threads');
  expect(shared.weights).toEqual(alone.weights);

  expect(await wasm.onDevice?.('1').probe()).toEqual({
    available: false,
    reason: 'it has already started with 2 threads in this process',
    remedy: 'use wasm, or start a separate process for wasm:1',
  });
});

it.each(['fast', '0', '-1', '1.5', ''])('has no device "%s"', async (device) => {
  expect(await wasm.onDevice?.(device).probe()).toEqual({
    available: false,
    reason: `"${device}" is not a number of threads`,
    remedy: 'use wasm:1, wasm:2, … or wasm',
  });
});

it('tells the memory that a run may take: a part of what 32-bit addresses reach', async () => {
  const probe = await wasm.probe();
  const bytes = probe.available ? probe.memoryBytes : undefined;
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(0.7 * 2 ** 32);
});
