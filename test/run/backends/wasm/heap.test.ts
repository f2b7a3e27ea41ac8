import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { UserError } from '../../../../src/base/diagnostics/user-error';
import { useWasm } from './backends';

const MiB = 2 ** 20;

beforeAll(useWasm);

// The only test in this file, because the allocator does not survive it.
it('rejects allocations that do not fit, packed weights included, without damage', () => {
  const backend = tf.backend() as BackendWasm;
  const values = tf.tensor1d([1, 2, 3]);
  const [x, filter] = [tf.ones([1, 3, 3, 256]), tf.ones([3, 3, 256, 256])];
  const room = backend.makeOutput([MiB / 64], 'float32');
  const refusals: unknown[] = [];
  for (const size of [1024 * MiB, 128 * MiB, 16 * MiB, MiB, MiB / 16]) {
    try {
      for (;;) backend.makeOutput([size / 4], 'float32');
    } catch (error) {
      refusals.push(error);
    }
  }
  for (const refusal of refusals) expect(refusal).toBeInstanceOf(UserError);
  expect(refusals.at(-1)).toMatchObject({
    message: expect.stringMatching(
      /^wasm is out of memory: .* the heap has grown to 4\.29 GB of at most 4\.29 GB$/,
    ),
    hint: expect.stringContaining('training.batchSize'),
  });
  backend.disposeData(room.dataId);
  expect(() => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'valid')).toThrow(UserError);
  expect([...values.dataSync()]).toEqual([1, 2, 3]);
});
