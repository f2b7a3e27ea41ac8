import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { derivedSeed } from '../../../src/base/random/stream';
import { SeededInitializer } from '../../../src/compile/tfjs/initializers';
import type { InitializerSpec } from '../../../src/layers/weight-spec';

beforeAll(async () => {
  await setBackend('cpu');
});

const seed = derivedSeed(1, 'conv/kernel');
const shape = [3, 3, 40, 60];
const [fanIn, fanOut] = [360, 540];
/** Limits of distributions, in standard deviations. For the untruncated one: almost certain in 21,600 draws. */
const truncated = 2 / 0.8796256610342398;
const untruncated = 5;

function draw(spec: InitializerSpec, { seed = 1, path = 'conv/kernel', size = shape } = {}): Float32Array {
  const tensor = new SeededInitializer(spec, seed, path).apply(size);
  expect(tensor.shape).toEqual(size);
  return tensor.dataSync() as Float32Array;
}

describe('SeededInitializer', () => {
  const scaling = { type: 'varianceScaling', scale: 3 } as const;
  it.each<[InitializerSpec, variance: number, limit: number, mean?: number]>([
    [{ type: 'glorotUniform' }, 2 / (fanIn + fanOut), Math.sqrt(3)],
    [{ type: 'heUniform' }, 2 / fanIn, Math.sqrt(3)],
    [{ type: 'lecunUniform' }, 1 / fanIn, Math.sqrt(3)],
    [{ type: 'glorotNormal' }, 2 / (fanIn + fanOut), truncated],
    [{ type: 'heNormal' }, 2 / fanIn, truncated],
    [{ type: 'lecunNormal' }, 1 / fanIn, truncated],
    [{ ...scaling, mode: 'fanOut', distribution: 'uniform' }, 3 / fanOut, Math.sqrt(3)],
    [{ ...scaling, mode: 'fanAvg', distribution: 'truncatedNormal' }, 6 / (fanIn + fanOut), truncated],
    [{ ...scaling, mode: 'fanIn', distribution: 'untruncatedNormal' }, 3 / fanIn, untruncated],
    [{ type: 'randomUniform', minval: -1, maxval: 3 }, 16 / 12, Math.sqrt(3), 1],
    [{ type: 'randomNormal', mean: -2, stddev: 0.5 }, 0.25, untruncated, -2],
    [{ type: 'truncatedNormal', mean: 2, stddev: 0.5 }, 0.25 / (truncated / 2) ** 2, truncated, 2],
  ])('%j has the mean, variance and limit of Keras', (spec, variance, limit, mean = 0) => {
    const values = draw(spec).map((value) => value - mean);
    const average = values.reduce((sum, value) => sum + value, 0) / values.length;
    const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const deviation = Math.sqrt(variance);
    expect(Math.abs(average)).toBeLessThan((5 * deviation) / Math.sqrt(values.length));
    expect(square / variance).toBeCloseTo(1, 1);
    expect(largest).toBeLessThanOrEqual(limit * deviation * (1 + 1e-6));
    expect(largest).toBeGreaterThan((limit === untruncated ? 0.6 : 0.99) * limit * deviation);
  });

  it('computes fans of a dense kernel from its two axes and of a vector from its length', () => {
    const limit = (values: Float32Array) =>
      values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(limit(draw({ type: 'glorotUniform' }, { size: [200, 400] }))).toBeCloseTo(Math.sqrt(6 / 600), 3);
    expect(limit(draw({ type: 'lecunUniform' }, { size: [5000] }))).toBeCloseTo(Math.sqrt(3 / 5000), 3);
  });

  it.each([[[3, 4, 5]], [[2, 3, 40]], [[7, 7]], [[1, 6]], [[6, 1]]])(
    'orthogonal makes the shorter side of %j orthonormal, times its gain',
    (size) => {
      const values = draw({ type: 'orthogonal', gain: 3 }, { size });
      const columns = size.at(-1) ?? 0;
      const rows = values.length / columns;
      const at = (row: number, column: number) => values[row * columns + column] ?? Number.NaN;
      const count = Math.min(rows, columns);
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < count; j++) {
          let product = 0;
          for (let k = 0; k < Math.max(rows, columns); k++)
            product += rows < columns ? at(i, k) * at(j, k) : at(k, i) * at(k, j);
          expect(product / 9).toBeCloseTo(i === j ? 1 : 0, 5);
        }
      }
    },
  );

  it('fills zeros, ones and constants', () => {
    expect(new Set(draw({ type: 'zeros' }))).toEqual(new Set([0]));
    expect(new Set(draw({ type: 'ones' }))).toEqual(new Set([1]));
    expect(new Set(draw({ type: 'constant', value: -0.5 }))).toEqual(new Set([-0.5]));
  });

  it('depends only on seed and path', () => {
    const size = [20, 30];
    const heNormal = { type: 'heNormal' } as const;
    const values = draw(heNormal, { size });
    expect(draw(heNormal, { size })).toEqual(values);
    expect(draw(heNormal, { size, seed: 2 })).not.toEqual(values);
    expect(draw(heNormal, { size, path: 'conv2/kernel' })).not.toEqual(values);
  });

  it.each<[InitializerSpec, string, object]>([
    [{ type: 'zeros' }, 'Zeros', {}],
    [{ type: 'constant', value: 2 }, 'Constant', { value: 2 }],
    [{ type: 'heNormal' }, 'HeNormal', { seed }],
    [{ type: 'lecunUniform' }, 'LeCunUniform', { seed }],
    [{ type: 'randomNormal', mean: 1, stddev: 2 }, 'RandomNormal', { mean: 1, stddev: 2, seed }],
    [{ type: 'truncatedNormal', mean: 1, stddev: 2 }, 'TruncatedNormal', { mean: 1, stddev: 2, seed }],
    [{ type: 'randomUniform', minval: 1, maxval: 2 }, 'RandomUniform', { minval: 1, maxval: 2, seed }],
    [{ type: 'orthogonal', gain: 2 }, 'Orthogonal', { gain: 2, seed }],
    [
      { type: 'varianceScaling', scale: 2, mode: 'fanAvg', distribution: 'untruncatedNormal' },
      'VarianceScaling',
      { scale: 2, mode: 'fanAvg', distribution: 'normal', seed },
    ],
    [
      { type: 'varianceScaling', scale: 2, mode: 'fanOut', distribution: 'uniform' },
      'VarianceScaling',
      { scale: 2, mode: 'fanOut', distribution: 'uniform', seed },
    ],
  ])('writes %j as tfjs-layers does', (spec, className, config) => {
    const initializer = new SeededInitializer(spec, 1, 'conv/kernel');
    expect(initializer.getClassName()).toBe(className);
    expect(initializer.getConfig()).toEqual(config);
  });
});
