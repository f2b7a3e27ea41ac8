import { escapeLine } from '../base/text/escape';
import { alignRows } from '../base/text/table';
import type { Calibration } from '../run/evaluate/calibration';
import type { AverageScore, ClassScore } from '../run/evaluate/class-scores';
import { type Evaluation, worstConfusions } from '../run/evaluate/evaluate';

/** With more classes than this, the confusion matrix is omitted because its rows would not fit on a screen. */
const widestMatrix = 30;

/**
 * Formats an evaluation for a terminal: the confusion matrix with a row per true class and a column per predicted class
 * (zeros as dots, columns numbered like the rows), the scores of each class, their averages, and the most frequent
 * confusions. `calibration` adds the calibration bins. The text ends with a line break.
 */
export function printEvaluation(
  evaluation: Evaluation,
  show: { readonly calibration?: boolean } = {},
): string {
  const { accuracy, top, correct, images, unscored, averages, calibration } = evaluation;
  const classes = evaluation.classes.map((score) => ({ ...score, name: escapeLine(score.name) }));
  const worst = worstConfusions(evaluation).map(
    ({ truth, predicted, taken, share }) =>
      `  ${escapeLine(`${truth} → ${predicted}: ${taken} (${percent(share)} of ${truth})`)}`,
  );
  const matrix = matrixHeader(classes);
  const gap = matrix.map(() => '');
  const rows = [
    ['', 'true \\ predicted', ...matrix, 'images', 'recall', 'precision', 'F1'],
    ...classes.map((score, t) => [
      String(t + 1),
      score.name,
      ...(evaluation.confusion[t] ?? []).slice(0, matrix.length).map((n) => (n === 0 ? '.' : String(n))),
      ...scoreCells(score),
    ]),
    ['', 'macro average', ...gap, '', ...averageCells(averages.macro)],
    ['', 'weighted average', ...gap, '', ...averageCells(averages.weighted)],
  ];
  return [
    `accuracy ${percent(accuracy, 2)} (${correct} of ${images})${top.k < classes.length ? `, top-${top.k} accuracy ${percent(top.accuracy, 2)}` : ''}`,
    ...(unscored > 0 ? [`${unscored} of them have NaN scores: the weights are damaged`] : []),
    '',
    ...alignRows(rows, [
      'right',
      'left',
      ...matrix.map(() => 'right' as const),
      'right',
      'right',
      'right',
      'right',
    ]),
    ...(worst.length > 0 ? ['', 'most frequent confusions:', ...worst] : []),
    ...(show.calibration ? calibrationLines(calibration) : []),
    '',
  ].join('\n');
}

function matrixHeader(classes: readonly ClassScore[]): readonly string[] {
  return classes.length <= widestMatrix ? classes.map((_, i) => String(i + 1)) : [];
}

/** A ratio whose denominator is 0 is shown as `-`. */
function scoreCells({ images, predicted, recall, precision, f1 }: ClassScore): readonly string[] {
  return [
    String(images),
    images === 0 ? '-' : percent(recall),
    predicted === 0 ? '-' : percent(precision),
    images + predicted === 0 ? '-' : percent(f1),
  ];
}

function averageCells({ recall, precision, f1 }: AverageScore): readonly string[] {
  return [recall, precision, f1].map((share) => percent(share));
}

function calibrationLines(calibration: Calibration | null): readonly string[] {
  if (calibration === null)
    return ['', 'calibration: not available, because the scores are not probabilities'];
  const { expectedError, maximumError, negativeLogLikelihood, brierScore, bins } = calibration;
  const rows = bins.flatMap(({ from, to, images, confidence, accuracy }) =>
    images === 0
      ? []
      : [
          [
            `${percent(from)} – ${percent(to)}`,
            String(images),
            percent(confidence),
            percent(accuracy),
            signedPercent(accuracy - confidence),
          ],
        ],
  );
  return [
    '',
    `calibration error: expected (ECE) ${percent(expectedError, 2)}, maximum (MCE) ${percent(maximumError, 2)}; negative log-likelihood ${negativeLogLikelihood.toFixed(4)}, Brier score ${brierScore.toFixed(4)}`,
    '',
    ...alignRows(
      [['confidence', 'images', 'mean', 'accuracy', 'gap'], ...rows],
      ['right', 'right', 'right', 'right', 'right'],
    ),
  ];
}

function percent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)}%`;
}

function signedPercent(share: number): string {
  return `${share < 0 ? '' : '+'}${percent(share)}`;
}
