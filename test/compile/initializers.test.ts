import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { SeededInitializer } from '../../src/compile/initializers/seeded-initializer';
import type { InitializerName } from '../../src/layers/layer';

beforeAll(async () => {
  await setBackend('cpu');
});

const shape = [3, 3, 40, 60];
const [fanIn, fanOut] = [360, 540];

function draw(name: InitializerName, { seed = 1, path = 'conv/kernel', size = shape } = {}): Float32Array {
  const tensor = new SeededInitializer(name, seed, path).apply(size);
  expect(tensor.shape).toEqual(size);
  return tensor.dataSync() as Float32Array;
}

describe('SeededInitializer', () => {
  it.each([
    ['glorotUniform', 2 / (fanIn + fanOut), Math.sqrt(3)],
    ['heUniform', 2 / fanIn, Math.sqrt(3)],
    ['lecunUniform', 1 / fanIn, Math.sqrt(3)],
    ['glorotNormal', 2 / (fanIn + fanOut), 2 / 0.8796256610342398],
    ['heNormal', 2 / fanIn, 2 / 0.8796256610342398],
    ['lecunNormal', 1 / fanIn, 2 / 0.8796256610342398],
  ] as const)('%s has mean 0, the variance and the limit of Keras', (name, variance, limit) => {
    const values = draw(name);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const deviation = Math.sqrt(variance);
    expect(Math.abs(mean)).toBeLessThan((5 * deviation) / Math.sqrt(values.length));
    expect(square / variance).toBeCloseTo(1, 1);
    expect(largest).toBeLessThanOrEqual(limit * deviation * (1 + 1e-6));
    expect(largest).toBeGreaterThan(0.99 * limit * deviation);
  });

  it('counts a dense kernel by its two axes and a vector by its length', () => {
    const limit = (values: Float32Array) =>
      values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(limit(draw('glorotUniform', { size: [200, 400] }))).toBeCloseTo(Math.sqrt(6 / 600), 3);
    expect(limit(draw('lecunUniform', { size: [5000] }))).toBeCloseTo(Math.sqrt(3 / 5000), 3);
  });

  it('fills zeros and ones', () => {
    expect(new Set(draw('zeros'))).toEqual(new Set([0]));
    expect(new Set(draw('ones'))).toEqual(new Set([1]));
  });

  it('depends on seed and path, and on nothing else', () => {
    const size = [20, 30];
    const values = draw('heNormal', { size });
    expect(draw('heNormal', { size })).toEqual(values);
    expect(draw('heNormal', { size, seed: 2 })).not.toEqual(values);
    expect(draw('heNormal', { size, path: 'conv2/kernel' })).not.toEqual(values);
  });
});
