import '@tensorflow/tfjs-backend-cpu';
import { setBackend, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { constrained } from '../../../src/compile/tfjs/constraints';
import type { ConstraintSpec } from '../../../src/layers/weight-spec';

beforeAll(async () => {
  await setBackend('cpu');
});

const weights = [
  [3, 0.3, 0],
  [-4, 0.4, 0],
];

describe('constrained weights equal those of Keras 3.15.1', () => {
  it.each<[ConstraintSpec, number[][]]>([
    [
      { type: 'maxNorm', maxValue: 2 },
      [
        [1.2, 0.29999995, 0],
        [-1.6, 0.39999992, 0],
      ],
    ],
    [
      { type: 'minMaxNorm', minValue: 0.8, maxValue: 1, rate: 0.5 },
      [
        [1.8, 0.3899999, 0],
        [-2.4, 0.51999986, 0],
      ],
    ],
    [
      { type: 'nonNegative' },
      [
        [3, 0.3, 0],
        [0, 0.4, 0],
      ],
    ],
    [
      { type: 'unitNorm' },
      [
        [0.6, 0.5999999, 0],
        [-0.8, 0.79999983, 0],
      ],
    ],
  ])('%j', (spec, expected) => {
    const matrix = constrained(tensor(weights), spec).dataSync();
    // Norms are over all axes but the last, however many there are.
    const kernel = constrained(tensor(weights.flat(), [1, 2, 1, 3]), spec).dataSync();
    for (const [i, value] of expected.flat().entries()) {
      expect(matrix[i]).toBeCloseTo(value, 6);
      expect(kernel[i]).toBe(matrix[i]);
    }
  });

  it('constrains each value of a vector separately', () => {
    const bias = tensor([3, -4, 1]);
    expect([...constrained(bias, { type: 'maxNorm', maxValue: 2 }).dataSync()]).toEqual([
      2,
      -2,
      expect.closeTo(1, 6),
    ]);
  });
});
