import '@tensorflow/tfjs-backend-cpu';
import { setBackend, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createLoss } from '../../../src/compile/tfjs/losses';

beforeAll(async () => {
  await setBackend('cpu');
});

const y = [
  [0, 1, 0],
  [1, 0, 0],
  [0, 0, 1],
  [0, 1, 0],
];
const logits = [
  [1.5, -0.3, 0.2],
  [-2, 0.5, 1],
  [0.1, 0.1, 30],
  [40, -40, 3],
];
const scores = [
  [0.2, 0.5, 0.1],
  [0, 0.5, 0.4],
  [1, 1, 2],
  [0.3, 0.3, 0.3],
];

/** The losses that Keras 3.15 computes for `y`, per image. */
const cases = [
  {
    type: 'categoricalCrossentropy',
    labelSmoothing: 0,
    ofLogits: [2.1631355, 3.504597, 0, 80],
    ofScores: [0.4700036, 16.118095, Math.LN2, 1.0986123],
  },
  {
    type: 'categoricalCrossentropy',
    labelSmoothing: 0.1,
    ofLogits: [2.0864689, 3.3212638, 1.9933335, 75.9],
    ofScores: [0.5541946, 15.09018, 0.739357, 1.0986123],
  },
  {
    type: 'binaryCrossentropy',
    labelSmoothing: 0,
    ofLogits: [1.1179692, 1.4714222, 0.4962645, 27.682861],
    ofScores: [0.3405504, 5.774023, 10.628257, 0.6391075],
  },
  {
    type: 'binaryCrossentropy',
    labelSmoothing: 0.1,
    ofLogits: [1.0846357, 1.4130889, 0.9929311, 26.29953],
    ofScores: [0.4002757, 5.5121455, 10.3625498, 0.6532292],
  },
] as const;

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 4);
}

describe('losses equal those of Keras', () => {
  it.each(cases)(
    '$type with labels smoothed by $labelSmoothing',
    ({ type, labelSmoothing, ofLogits, ofScores }) => {
      const loss = createLoss({ type, labelSmoothing });
      expectClose(loss.ofScores(tensor2d(y), tensor2d(scores)).dataSync(), ofScores);
      expectClose(loss.ofLogits?.loss(tensor2d(y), tensor2d(logits)).dataSync() ?? [], ofLogits);
    },
  );

  it('meanSquaredError', () => {
    const loss = createLoss({ type: 'meanSquaredError' });
    expectClose(loss.ofScores(tensor2d(y), tensor2d(scores)).dataSync(), [0.1, 0.47, 1, 0.2233333]);
    expect(loss.ofLogits).toBeUndefined();
  });
});
