import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { convolve, convolveDepthwise, type Sliding } from '../../../../src/layers/tfjs/dilated-conv';
import { loadWasm } from '../../../../src/run/backends/wasm/load-wasm';

beforeAll(async () => {
  await loadWasm({}, { threads: 1 });
  await tf.setBackend('wasm');
});

type Convolution = (x: tf.Tensor4D, kernel: tf.Tensor4D, sliding: Sliding) => tf.Tensor4D;

const pair = (least: number, most: number) =>
  fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }));

const problems = fc
  .record({
    images: fc.integer({ min: 1, max: 3 }),
    size: pair(1, 11),
    channels: fc.integer({ min: 1, max: 9 }),
    filters: fc.integer({ min: 1, max: 5 }),
    kernel: pair(1, 4),
    stride: pair(1, 3),
    dilation: pair(1, 3),
    padding: fc.constantFrom('valid' as const, 'same' as const),
  })
  .filter(
    ({ size, kernel, dilation, padding }) =>
      padding === 'same' ||
      [0, 1].every((i) => (kernel[i] ?? 1) * (dilation[i] ?? 1) - (dilation[i] ?? 1) < (size[i] ?? 0)),
  );

const dot = (a: tf.Tensor, b: tf.Tensor): tf.Scalar => tf.sum(tf.mul(a, b));

/**
 * A convolution is linear in its input and in its kernel, so that a difference quotient is exact for any step: along a
 * direction `v`, the gradient of `⟨dy, y⟩` is `⟨dy, y(v)⟩`. The forward pass on the right is the `cpu` backend's.
 */
async function expectGradients(run: Convolution, depthwise: boolean): Promise<void> {
  await fc.assert(
    fc.asyncProperty(
      problems,
      async ({ images, size, channels, filters, kernel, stride, dilation, padding }) => {
        const sliding: Sliding = { stride, dilation, padding };
        const xShape: [number, number, number, number] = [images, ...size, channels];
        const kernelShape: [number, number, number, number] = [...kernel, channels, filters];
        const normal = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);
        const [x, u] = [normal(xShape, 1), normal(xShape, 2)] as [tf.Tensor4D, tf.Tensor4D];
        const [k, v] = [normal(kernelShape, 3), normal(kernelShape, 4)] as [tf.Tensor4D, tf.Tensor4D];
        await tf.setBackend('cpu');
        const dy = normal(tf.tidy(() => run(x, k, sliding)).shape, 5);
        const expected = tf.tidy(() =>
          [dot(dy, run(x, k, sliding)), dot(dy, run(u, k, sliding)), dot(dy, run(x, v, sliding))].map(
            (product) => product.dataSync()[0] ?? Number.NaN,
          ),
        );
        await tf.setBackend('wasm');
        const actual = tf.tidy(() => {
          const { value, grads } = tf.valueAndGrads((...args) =>
            dot(dy, run(args[0] as tf.Tensor4D, args[1] as tf.Tensor4D, sliding)),
          )([x, k]);
          const [dx, dk] = grads as [tf.Tensor, tf.Tensor];
          expect([dx.shape, dk.shape]).toEqual([xShape, kernelShape]);
          return [value, dot(dx, u), dot(dk, v)].map((product) => product.dataSync()[0] ?? Number.NaN);
        });
        const scale = Math.sqrt(dy.size * kernel[0] * kernel[1] * (depthwise ? 1 : channels));
        tf.dispose([x, u, k, v, dy]);
        for (const [i, product] of expected.entries()) {
          expect(Math.abs((actual[i] ?? Number.NaN) - product) / scale).toBeLessThan(1e-4);
        }
      },
    ),
    { numRuns: 60, seed: 7 },
  );
}

it('has the exact gradients of convolutions of any shape, stride, padding and dilation', () =>
  expectGradients(convolve, false));

it('has the exact gradients of depthwise convolutions of any shape', () =>
  expectGradients(convolveDepthwise, true));
