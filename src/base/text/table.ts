import { escapeColored, escapeMarkdownCell } from './escape';

/** Alignment of a column; use `right` for numbers. */
export type Align = 'left' | 'right';

/**
 * Formats rows as lines. Each column is as wide as its widest cell, with two spaces between columns; columns that are
 * empty in every row are omitted. Every character is assumed to be one terminal column wide: put text that may be wider
 * in the last column.
 */
export function alignRows(rows: readonly (readonly string[])[], aligns: readonly Align[]): string[] {
  const escaped = rows.map((row) => row.map((cell) => escapeColored(cell).replaceAll('\n', '\\n')));
  const widths = columnWidths(escaped, aligns.length);
  return escaped.map((row) =>
    aligns
      .flatMap((align, i) => (widths[i] === 0 ? [] : [pad(row[i] ?? '', widths[i] ?? 0, align)]))
      .join('  ')
      .trimEnd(),
  );
}

/** Formats an aligned Markdown table. The first row is the header; columns that are empty below it are omitted. */
export function markdownTable(
  [header = [], ...rows]: readonly (readonly string[])[],
  aligns: readonly Align[],
): string {
  const filled = aligns.map((_, i) => rows.some((row) => (row[i] ?? '') !== ''));
  const escaped = [header, ...rows].map((row) => row.map(escapeMarkdownCell));
  const widths = columnWidths(escaped, aligns.length);
  const line = (cell: (column: number) => string) =>
    `| ${aligns.flatMap((_, i) => (filled[i] ? [cell(i)] : [])).join(' | ')} |`;
  const rule = (i: number) =>
    aligns[i] === 'right'
      ? `${'-'.repeat(Math.max(2, (widths[i] ?? 0) - 1))}:`
      : '-'.repeat(Math.max(3, widths[i] ?? 0));
  const [head, ...body] = escaped.map((row) =>
    line((i) => pad(row[i] ?? '', Math.max(3, widths[i] ?? 0), aligns[i])),
  );
  return [head, line(rule), ...body].join('\n');
}

function columnWidths(rows: readonly (readonly string[])[], count: number): number[] {
  const widths = new Array<number>(count).fill(0);
  for (const row of rows)
    for (const [i, width] of widths.entries()) widths[i] = Math.max(width, [...(row[i] ?? '')].length);
  return widths;
}

function pad(cell: string, width: number, align: Align | undefined): string {
  const space = ' '.repeat(Math.max(0, width - [...cell].length));
  return align === 'right' ? space + cell : cell + space;
}
