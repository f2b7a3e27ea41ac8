import { alignRows } from '../base/text/table';
import type { Calibration } from '../run/evaluate/calibration';
import type { AverageScore, ClassScore } from '../run/evaluate/class-scores';
import { type Evaluation, worstConfusions } from '../run/evaluate/evaluate';

/** Above this many classes the matrix is left out: its rows would not fit on a screen. */
const widestMatrix = 30;

/**
 * An evaluation as text for a terminal: the confusion matrix with a row per true class and a column per predicted one
 * (zeros as dots; columns numbered as the rows are), each class's scores and their averages, the worst confusions.
 * `calibration` adds what its bins hold. Ends in a line break.
 */
export function printEvaluation(
  evaluation: Evaluation,
  show: { readonly calibration?: boolean } = {},
): string {
  const { classes, accuracy, top, correct, images, unscored, averages, calibration } = evaluation;
  const worst = worstConfusions(evaluation).map(
    ({ truth, predicted, taken, share }) =>
      `  ${truth} taken for ${predicted}: ${taken} (${percent(share)} of ${truth})`,
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
    ['', 'mean of classes', ...gap, '', ...averageCells(averages.macro)],
    ['', 'mean by images', ...gap, '', ...averageCells(averages.weighted)],
  ];
  return [
    `accuracy ${percent(accuracy, 2)} (${correct} of ${images})${top.k < classes.length ? `, top-${top.k} accuracy ${percent(top.accuracy, 2)}` : ''}`,
    ...(unscored > 0
      ? [`${unscored} of them have scores that are not numbers: the weights are damaged`]
      : []),
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
    ...(worst.length > 0 ? ['', 'most often confused:', ...worst] : []),
    ...(show.calibration ? calibrationLines(calibration) : []),
    '',
  ].join('\n');
}

function matrixHeader(classes: readonly ClassScore[]): readonly string[] {
  return classes.length <= widestMatrix ? classes.map((_, i) => String(i + 1)) : [];
}

/** What there is none of has no share either. */
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
  if (calibration === null) return ['', 'calibration: none, for the scores are no probabilities'];
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
    `calibration: expected error ${percent(expectedError, 2)}, largest ${percent(maximumError, 2)}, negative log-likelihood ${negativeLogLikelihood.toFixed(4)}, Brier score ${brierScore.toFixed(4)}`,
    '',
    ...alignRows(
      [['confidence', 'images', 'mean', 'right', 'gap'], ...rows],
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
