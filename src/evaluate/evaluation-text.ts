import type { Evaluation } from './evaluate';

/** Above this many classes the matrix is left out: its rows would not fit on a screen. */
const widestMatrix = 30;
const confusionsShown = 5;

/** `taken` images of class `truth` were taken for class `predicted`. */
export interface Confusion {
  readonly truth: string;
  readonly predicted: string;
  readonly taken: number;
  /** As a share of the images of class `truth`. */
  readonly share: number;
}

/** The `limit` commonest confusions, by number of images, then by share; in class order where both are equal. */
export function worstConfusions({ classes, confusion }: Evaluation, limit = confusionsShown): Confusion[] {
  return confusion
    .flatMap((row, t) =>
      row.flatMap((taken, p) => {
        const truth = classes[t];
        const predicted = classes[p];
        if (t === p || taken === 0 || !truth || !predicted) return [];
        return [{ truth: truth.name, predicted: predicted.name, taken, share: taken / truth.images }];
      }),
    )
    .sort((a, b) => b.taken - a.taken || b.share - a.share)
    .slice(0, limit);
}

/**
 * An evaluation as text for a terminal: the confusion matrix with a row per true class and a column per predicted one
 * (zeros as dots; columns numbered as the rows are), each class's recall and precision, and the worst confusions.
 * Ends in a line break.
 */
export function printEvaluation(evaluation: Evaluation): string {
  const { classes, confusion, accuracy, correct, images, unscored } = evaluation;
  const withMatrix = classes.length <= widestMatrix;
  const numbers = classes.map((_, i) => String(i + 1));
  const header = ['', 'true \\ predicted', ...(withMatrix ? numbers : []), 'images', 'recall', 'precision'];
  const rows = classes.map(({ name, correct, images, predicted }, t) => {
    const cells = withMatrix ? (confusion[t] ?? []).map((n) => (n === 0 ? '.' : String(n))) : [];
    return [
      String(t + 1),
      name,
      ...cells,
      String(images),
      percent(correct, images),
      percent(correct, predicted),
    ];
  });
  const worst = worstConfusions(evaluation).map(
    ({ truth, predicted, taken, share }) =>
      `  ${truth} taken for ${predicted}: ${taken} (${(share * 100).toFixed(1)}% of ${truth})`,
  );
  return [
    `accuracy ${(accuracy * 100).toFixed(2)}% (${correct} of ${images})`,
    ...(unscored > 0
      ? [`${unscored} of them have scores that are not numbers: the weights are damaged`]
      : []),
    '',
    ...aligned([header, ...rows]),
    ...(worst.length > 0 ? ['', 'most often confused:', ...worst] : []),
    '',
  ].join('\n');
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((part / whole) * 100).toFixed(1)}%`;
}

/** Columns as wide as their widest cell, right-aligned except the names. */
function aligned(table: readonly (readonly string[])[]): string[] {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => (row[column] ?? '').length)),
  );
  return table.map((row) =>
    row
      .map((cell, column) =>
        column === 1 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
