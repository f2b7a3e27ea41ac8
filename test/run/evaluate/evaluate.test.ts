import { describe, expect, it } from 'vitest';
import { evaluate, type Mistake } from '../../../src/run/evaluate/evaluate';
import { fakeData, fakeEngine } from '../training/fakes';

/** The fake engine returns the first two numbers of an image as its scores. */
const images = [
  { pixels: [0.9, 0.1, 0], label: 0 },
  { pixels: [0.2, 0.8, 0], label: 0 },
  { pixels: [0.5, 0.5, 0], label: 1 },
  { pixels: [0.1, 0.9, 0], label: 1 },
  { pixels: [0.1, Number.NaN, 0], label: 1 },
] as const;

function dataOf(list: readonly (typeof images)[number][]) {
  return fakeData(list.length, (i) => list[i] ?? images[0]);
}

describe('evaluate', () => {
  it('counts per class and per pair, over batches of unequal size', async () => {
    const engine = fakeEngine();
    expect(await evaluate({ engine, data: dataOf(images), batchSize: 2 })).toEqual({
      images: 5,
      correct: 2,
      accuracy: 0.4,
      top: { k: 2, accuracy: 0.8 },
      classes: [
        { name: 'cat', images: 2, predicted: 2, correct: 1, precision: 1 / 2, recall: 1 / 2, f1: 1 / 2 },
        { name: 'dog', images: 3, predicted: 2, correct: 1, precision: 1 / 2, recall: 1 / 3, f1: 2 / 5 },
      ],
      averages: {
        macro: { precision: 1 / 2, recall: expect.closeTo(5 / 12, 12), f1: 0.45 },
        weighted: { precision: 1 / 2, recall: 2 / 5, f1: (2 / 2 + (3 * 2) / 5) / 5 },
      },
      confusion: [
        [1, 1],
        [1, 1],
      ],
      calibration: expect.objectContaining({ brierScore: expect.closeTo((0.02 + 1.28 + 0.5 + 0.02) / 4, 6) }),
      unscored: 1,
    });
    expect(engine.calls).toEqual([]);
  });

  it.each([
    [1, 3 / 5],
    [2, 4 / 5],
    [9, 4 / 5],
  ])(
    'the %d highest scores include the true class of %d of the images; ties count, as in Keras',
    async (top, accuracy) => {
      const result = await evaluate({ engine: fakeEngine(), data: dataOf(images), batchSize: 3, top });
      expect(result.top).toEqual({ k: Math.min(top, 2), accuracy });
    },
  );

  it('reports every mistake with its image', async () => {
    const told: unknown[] = [];
    const onMistake = ({ x, ...mistake }: Mistake) => told.push({ ...mistake, x: [...x] });
    await evaluate({ engine: fakeEngine(), data: dataOf(images), batchSize: 2, onMistake });
    expect(told).toEqual([
      { truth: 0, predicted: 1, score: Math.fround(0.8), x: [0.2, 0.8, 0].map(Math.fround) },
      { truth: 1, predicted: 0, score: 0.5, x: [0.5, 0.5, 0] },
    ]);
  });

  it('returns zeros without images', async () => {
    const result = await evaluate({ engine: fakeEngine(), data: dataOf([]), batchSize: 2 });
    expect(result).toMatchObject({ images: 0, accuracy: 0, top: { accuracy: 0 }, calibration: null });
  });

  it('stops on a signal', async () => {
    const run = evaluate({
      engine: fakeEngine(),
      data: dataOf(images),
      batchSize: 2,
      signal: AbortSignal.abort(),
    });
    await expect(run).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  });
});
