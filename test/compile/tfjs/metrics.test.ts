import '@tensorflow/tfjs-backend-cpu';
import { cast, oneHot, setBackend, type Tensor, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { metrics } from '../../../src/compile/tfjs/metrics';
import { isInTopK } from '../../../src/run/evaluate/top-k';

beforeAll(async () => {
  await setBackend('cpu');
});

const classes = (list: number[], count: number): Tensor =>
  cast(oneHot(tensor1d(list, 'int32'), count), 'float32');

describe('accuracy', () => {
  it('compares the largest score with the class', () => {
    const scores = tensor2d([
      [0.1, 0.7, 0.2],
      [0.1, 0.7, 0.2],
    ]);
    expect([...metrics.accuracy.of(classes([1, 2], 3), scores).dataSync()]).toEqual([1, 0]);
  });

  it('splits a single output at one half', () => {
    const scores = tensor2d([[0.6], [0.5], [0.4], [0.51]]);
    expect([...metrics.accuracy.of(tensor2d([[1], [1], [0], [0]]), scores).dataSync()]).toEqual([1, 0, 1, 0]);
  });
});

describe('an image with a score that is not a number', () => {
  it.each([
    [
      [Number.NaN, Number.NaN, Number.NaN],
      [1, 0, 0],
    ],
    [
      [0.9, 0.1, Number.NaN],
      [1, 0, 0],
    ],
    [[Number.NaN], [0]],
  ])('counts as wrong: %j', (scores, y) => {
    expect([...metrics.accuracy.of(tensor2d([y]), tensor2d([scores])).dataSync()]).toEqual([0]);
  });
});

describe('topKAccuracy', () => {
  it.each([
    ['five score more', 0, [1, 2, 3, 4, 5, 6, 0], 0],
    ['equals do not count as more', 1, [0.1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5], 1],
    ['four score more', 4, [9, 8, 7, 6, 5, 4, 3], 1],
    ['all score more', 3, [7, 6, 5, 0, 4, 3, 2], 0],
    ['a score that is not a number', 3, [7, 6, 5, Number.NaN, 4, 3, 2], 0],
  ])('%s', (_, right, scores, expected) => {
    expect([...metrics.topKAccuracy.of(classes([right], 7), tensor2d([scores])).dataSync()]).toEqual([
      expected,
    ]);
  });

  it('is the same for tensors and for scores that have been read', () => {
    const score = fc.oneof(fc.constantFrom(0, 0.25, 0.5, 1, Number.NaN), fc.float());
    fc.assert(
      fc.property(fc.array(score, { minLength: 5, maxLength: 9 }), fc.nat(), (scores, seed) => {
        const truth = seed % scores.length;
        const [ofTensors] = metrics.topKAccuracy
          .of(classes([truth], scores.length), tensor2d([scores]))
          .dataSync();
        expect(ofTensors).toBe(isInTopK(Float32Array.from(scores), truth, 5) ? 1 : 0);
      }),
    );
  });
});
