import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { trainingMemory } from '../../../../src/check/training-memory';
import { wasm } from '../../../../src/hosts/node/wasm/wasm';
import { loadWasm } from '../../../../src/run/backends/wasm/load-wasm';
import { planFromSpec } from './plan-from-spec';

beforeAll(() => loadWasm({}, { threads: 1 }));

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const long = process.env.CONVSPEC_FAULT_ALL === '1';
const icons = planFromSpec(readFileSync('specs/icons-12.yaml', 'utf8'));

function held() {
  collectGarbage();
  const backend = tf.engine().registry.wasm as BackendWasm;
  return {
    heap: backend.wasm.HEAPU8.byteLength,
    tensors: tf.memory().numTensors,
    buffers: backend.numDataIds(),
    javascript: process.memoryUsage().heapUsed,
  };
}

const [steps, size] = long ? [500, 32] : [60, 4];
/** 16,000 images on a busy machine. */
const timeout = long ? 1_200_000 : 60_000;

it(
  `does not grow over ${steps} training steps of the icons network, and takes what the plan foresees`,
  async () => {
    const engine = await wasm.createEngine(await wasm.compile(icons));
    const random = (length: number) => Float32Array.from({ length }, (_, i) => Math.abs(Math.sin(i * i)));
    const batch = {
      size,
      x: random(size * 32 * 32),
      y: Float32Array.from({ length: size * 12 }, (_, i) => Number(i % 13 === 0)),
    };
    const train = async (from: number, to: number) => {
      for (let step = from; step < to; step++) await engine.trainBatch(batch, { step });
      await engine.takeMetrics();
    };
    // The JavaScript heap is stable only once the hot functions are compiled, which is late on a busy machine.
    await train(0, steps / 2);
    const before = held();
    await train(steps / 2, steps);
    const after = held();
    expect({ ...after, javascript: 0 }).toEqual({ ...before, javascript: 0 });
    expect(after.javascript - before.javascript).toBeLessThan(2 ** 20);
    // The heap has 16 MiB before the first tensor.
    expect(after.heap).toBeLessThan(trainingMemory(icons, size).total / 0.7 + 2 ** 24);
    engine.dispose();
  },
  timeout,
);
