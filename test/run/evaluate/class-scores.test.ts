import { describe, expect, it } from 'vitest';
import { averageScores, classScores } from '../../../src/run/evaluate/class-scores';

/** The values are those of `sklearn.metrics.precision_recall_fscore_support(zero_division=0)`, computed by hand. */
describe('class scores', () => {
  const confusion = [
    [3, 1, 0, 0],
    [0, 2, 0, 0],
    [2, 0, 0, 0],
    [0, 0, 0, 0],
  ];
  const scores = classScores(['a', 'b', 'c', 'unused'], confusion, [4, 2, 2, 0]);

  it('are 0 if the denominator is 0', () => {
    expect(scores).toEqual([
      { name: 'a', images: 4, predicted: 5, correct: 3, precision: 0.6, recall: 0.75, f1: 6 / 9 },
      { name: 'b', images: 2, predicted: 3, correct: 2, precision: 2 / 3, recall: 1, f1: 0.8 },
      { name: 'c', images: 2, predicted: 0, correct: 0, precision: 0, recall: 0, f1: 0 },
      { name: 'unused', images: 0, predicted: 0, correct: 0, precision: 0, recall: 0, f1: 0 },
    ]);
  });

  it('have macro averages over occurring classes, and weighted averages', () => {
    const { macro, weighted } = averageScores(scores);
    expect(macro.precision).toBeCloseTo((0.6 + 2 / 3) / 3, 12);
    expect(macro.recall).toBeCloseTo(1.75 / 3, 12);
    expect(macro.f1).toBeCloseTo((6 / 9 + 0.8) / 3, 12);
    expect(weighted.precision).toBeCloseTo((4 * 0.6 + (2 * 2) / 3) / 8, 12);
    expect(weighted.recall).toBeCloseTo(5 / 8, 12);
    expect(weighted.f1).toBeCloseTo((4 * (6 / 9) + 2 * 0.8) / 8, 12);
  });

  it('count images without a prediction', () => {
    expect(classScores(['a'], [[1]], [4])[0]).toMatchObject({ images: 4, recall: 0.25, precision: 1 });
  });

  it('are all 0 without images', () => {
    const none = { precision: 0, recall: 0, f1: 0 };
    expect(
      averageScores(
        classScores(
          ['a', 'b'],
          [
            [0, 0],
            [0, 0],
          ],
          [0, 0],
        ),
      ),
    ).toEqual({ macro: none, weighted: none });
  });
});
