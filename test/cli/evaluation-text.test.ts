import { describe, expect, it } from 'vitest';
import { printEvaluation } from '../../src/cli/evaluation-text';
import { averageScores, classScores } from '../../src/run/evaluate/class-scores';
import { type Evaluation, worstConfusions } from '../../src/run/evaluate/evaluate';

function evaluationOf(confusion: number[][], more: Partial<Evaluation> = {}): Evaluation {
  const names = ['cat', 'dog', 'guinea pig'];
  const images = confusion.map((row) => row.reduce((a, b) => a + b));
  const classes = classScores(
    confusion.map((_, i) => names[i] ?? `class ${i}`),
    confusion,
    images,
  );
  const total = images.reduce((a, b) => a + b);
  const correct = classes.reduce((sum, score) => sum + score.correct, 0);
  return {
    images: total,
    correct,
    accuracy: correct / total,
    top: { k: Math.min(5, classes.length), accuracy: 0.995 },
    classes,
    averages: averageScores(classes),
    confusion,
    calibration: null,
    unscored: 0,
    ...more,
  };
}

const threeClasses = [
  [40, 2, 0],
  [3, 138, 0],
  [0, 3, 0],
];

describe('printEvaluation', () => {
  it('prints the matrix with a row per true class and a column per predicted class', () => {
    expect(printEvaluation(evaluationOf(threeClasses))).toBe(
      [
        'accuracy 95.70% (178 of 186)',
        '',
        '   true \\ predicted   1    2  3  images  recall  precision     F1',
        '1  cat               40    2  .      42   95.2%      93.0%  94.1%',
        '2  dog                3  138  .     141   97.9%      96.5%  97.2%',
        '3  guinea pig         .    3  .       3    0.0%          -   0.0%',
        '   macro average                          64.4%      63.2%  63.8%',
        '   weighted average                       95.7%      94.2%  94.9%',
        '',
        'most frequent confusions:',
        '  guinea pig → dog: 3 (100.0% of guinea pig)',
        '  dog → cat: 3 (2.1% of dog)',
        '  cat → dog: 2 (4.8% of cat)',
        '',
      ].join('\n'),
    );
  });

  it('adds the calibration if requested', () => {
    const calibration = {
      expectedError: 0.0512,
      maximumError: 0.25,
      negativeLogLikelihood: 0.34567,
      brierScore: 0.1,
      bins: [
        { from: 0, to: 0.5, images: 0, confidence: 0, accuracy: 0 },
        { from: 0.5, to: 0.9, images: 4, confidence: 0.75, accuracy: 0.5 },
        { from: 0.9, to: 1, images: 182, confidence: 0.95, accuracy: 0.999 },
      ],
    };
    const text = printEvaluation(evaluationOf(threeClasses, { calibration }), { calibration: true });
    expect(text.slice(text.indexOf('calibration'))).toBe(
      [
        'calibration error: expected (ECE) 5.12%, maximum (MCE) 25.00%; negative log-likelihood 0.3457, Brier score 0.1000',
        '',
        '    confidence  images   mean  accuracy     gap',
        ' 50.0% – 90.0%       4  75.0%     50.0%  -25.0%',
        '90.0% – 100.0%     182  95.0%     99.9%   +4.9%',
        '',
      ].join('\n'),
    );
    expect(printEvaluation(evaluationOf(threeClasses), { calibration: true })).toContain(
      '\ncalibration: not available, because the scores are not probabilities\n',
    );
  });

  it('prints no confusions if there are none', () => {
    const text = printEvaluation(evaluationOf([[1]]));
    expect(text).not.toContain('confusions');
    expect(text.endsWith('100.0%\n')).toBe(true);
  });

  it('reports NaN scores', () => {
    expect(printEvaluation(evaluationOf([[1]], { unscored: 1 }))).toContain('1 of them have NaN scores');
  });

  it('prints the top-5 accuracy with more classes, and omits a matrix that is too wide', () => {
    const wide = Array.from({ length: 31 }, (_, t) =>
      Array.from({ length: 31 }, (_, p) => (t === p ? 7 : 0)),
    );
    const lines = printEvaluation(evaluationOf(wide)).split('\n');
    expect(lines[0]).toBe('accuracy 100.00% (217 of 217), top-5 accuracy 99.50%');
    expect(lines[2]).toBe('    true \\ predicted  images  recall  precision      F1');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(60);
  });

  it('returns as many confusions as requested', () => {
    const two = evaluationOf([
      [1, 2],
      [3, 4],
    ]);
    expect(worstConfusions(two, 1)).toEqual([{ truth: 'dog', predicted: 'cat', taken: 3, share: 3 / 7 }]);
  });
});
