import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/base/diagnostics/user-error';
import { wasm } from '../../../../src/hosts/node/wasm/wasm';
import { useWasm } from './backends';
import { planFromSpec } from './plan-from-spec';

beforeAll(useWasm);

describe('a plan too large for the heap', () => {
  const plan = planFromSpec(`
version: 1
name: large
input: { shape: [64, 64, 1] }
classes: 2
blocks:
  - { type: conv, filters: 512, kernel: 1 }
  - { type: globalAveragePool }
  - { type: dense, units: classes, activation: softmax }
`);
  const batch = (size: number) => ({
    size,
    x: new Float32Array(size * 64 * 64).fill(0.5),
    y: Float32Array.from({ length: size * 2 }, (_, i) => i % 2),
  });

  it('fails with an error that names memory and batch size; smaller batches continue', async () => {
    const engine = await wasm.createEngine(await wasm.compile(plan));
    await engine.trainBatch(batch(1), { step: 0 });
    const tensors = tf.memory().numTensors;
    const failed = engine.trainBatch(batch(512), { step: 1 });
    await expect(failed).rejects.toThrow(UserError);
    await expect(failed).rejects.toThrow(/^wasm is out of memory: cannot allocate 4\.29 GB, /);
    expect(tf.memory().numTensors).toBe(tensors);
    await engine.trainBatch(batch(1), { step: 1 });
    expect((await engine.takeMetrics()).loss?.count).toBe(2);
    engine.dispose();
  });
});
