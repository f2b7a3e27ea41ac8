import { describe, expect, it } from 'vitest';
import { printEvaluation, worstConfusions } from '../../src/evaluate/evaluation-text';
import { type Evaluation, evaluate } from '../../src/evaluate/evaluate';
import { fakeData, fakeEngine } from '../train/fakes';

/** The fake engine's scores of an image are its first two numbers. */
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
      classes: [
        { name: 'cat', images: 2, predicted: 2, correct: 1 },
        { name: 'dog', images: 3, predicted: 2, correct: 1 },
      ],
      confusion: [
        [1, 1],
        [1, 1],
      ],
      unscored: 1,
    });
    expect(engine.calls).toEqual([]);
  });

  it('has an answer for no images', async () => {
    const result = await evaluate({ engine: fakeEngine(), data: dataOf([]), batchSize: 2 });
    expect(result).toMatchObject({ images: 0, accuracy: 0 });
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

function evaluationOf(confusion: number[][], unscored = 0): Evaluation {
  const names = ['cat', 'dog', 'guinea pig', ...confusion.map((_, i) => `class ${i}`)];
  const classes = confusion.map((row, i) => ({
    name: names[i] ?? '',
    images: row.reduce((a, b) => a + b),
    predicted: confusion.reduce((sum, other) => sum + (other[i] ?? 0), 0),
    correct: row[i] ?? 0,
  }));
  const total = classes.reduce((sum, { images }) => sum + images, 0) + unscored;
  const correct = classes.reduce((sum, score) => sum + score.correct, 0);
  return { images: total, correct, accuracy: correct / total, classes, confusion, unscored };
}

describe('printEvaluation', () => {
  it('prints the matrix, rows true and columns predicted', () => {
    const confusion = [
      [40, 2, 0],
      [3, 138, 0],
      [0, 3, 0],
    ];
    expect(printEvaluation(evaluationOf(confusion))).toBe(
      [
        'accuracy 95.70% (178 of 186)',
        '',
        '   true \\ predicted   1    2  3  images  recall  precision',
        '1  cat               40    2  .      42   95.2%      93.0%',
        '2  dog                3  138  .     141   97.9%      96.5%',
        '3  guinea pig         .    3  .       3    0.0%          -',
        '',
        'most often confused:',
        '  guinea pig taken for dog: 3 (100.0% of guinea pig)',
        '  dog taken for cat: 3 (2.1% of dog)',
        '  cat taken for dog: 2 (4.8% of cat)',
        '',
      ].join('\n'),
    );
  });

  it('has nothing to say about confusions when there are none', () => {
    const text = printEvaluation(evaluationOf([[1]]));
    expect(text).not.toContain('confused');
    expect(text.endsWith('100.0%\n')).toBe(true);
  });

  it('says that scores are not numbers', () => {
    expect(printEvaluation(evaluationOf([[1]], 1))).toContain('1 of them have scores that are not numbers');
  });

  it('leaves out a matrix that is too wide', () => {
    const wide = Array.from({ length: 31 }, (_, t) =>
      Array.from({ length: 31 }, (_, p) => (t === p ? 7 : 0)),
    );
    const lines = printEvaluation(evaluationOf(wide)).split('\n');
    expect(lines[2]).toBe('    true \\ predicted  images  recall  precision');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(60);
  });

  it('gives as many confusions as asked for', () => {
    expect(
      worstConfusions(
        evaluationOf([
          [1, 2],
          [3, 4],
        ]),
        1,
      ),
    ).toEqual([{ truth: 'dog', predicted: 'cat', taken: 3, share: 3 / 7 }]);
  });
});
