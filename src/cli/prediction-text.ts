import { csvField } from '../base/text/csv';
import { escapeLine } from '../base/text/escape';
import { alignRows } from '../base/text/table';
import type { Prediction } from '../run/predict/classifier';

/** Prints predictions as they are made: a text to begin with, and one for each image. Each ends with a line break. */
export interface PredictionPrinter {
  readonly head: string;
  of(file: string, predictions: readonly Prediction[]): string;
}

/** What the columns of a table depend on, which is known before the first prediction. */
export interface PredictionTable {
  readonly files: readonly string[];
  readonly classes: readonly string[];
  /** Number of classes per image. */
  readonly top: number;
}

/** The formats of `convspec predict`. */
export const predictionPrinters = {
  table: (table) => {
    const row = (file: string, cells: readonly (readonly [name: string, share: string])[]) => [
      file,
      ...cells.flat(),
    ];
    const widest = row(longest(table.files), Array(table.top).fill([longest(table.classes), '100.0%']));
    const head = row(
      'image',
      [...Array(table.top).keys()].map((i) => [i === 0 ? 'class' : `${i + 1}.`, '']),
    );
    const aligns = head.map((_, i) => (i > 0 && i % 2 === 0 ? ('right' as const) : ('left' as const)));
    const line = (cells: readonly string[]) =>
      `${
        alignRows(
          [widest, head, cells].map((row) => row.map(escapeLine)),
          aligns,
        )[2]
      }\n`;
    return {
      head: line(head),
      of: (file, predictions) =>
        line(
          row(
            file,
            predictions.map((p) => [p.class, `${(p.probability * 100).toFixed(1)}%`]),
          ),
        ),
    };
  },
  csv: ({ top }) => {
    const record = (fields: readonly string[]) => `${fields.map((text) => csvField(text, ',')).join(',')}\n`;
    const names = [...Array(top).keys()].flatMap((i) =>
      ['class', 'probability'].map((name) => (i === 0 ? name : `${name}_${i + 1}`)),
    );
    return {
      head: record(['file', ...names]),
      of: (file, predictions) =>
        record([file, ...predictions.flatMap((p) => [p.class, String(p.probability)])]),
    };
  },
  json: () => ({
    head: '',
    of: (file, predictions) => `${JSON.stringify({ file, predictions })}\n`,
  }),
} as const satisfies Record<string, (table: PredictionTable) => PredictionPrinter>;

function longest(texts: readonly string[]): string {
  let found = '';
  for (const text of texts) if (text.length > found.length) found = text;
  return found;
}
