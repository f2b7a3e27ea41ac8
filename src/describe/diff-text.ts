import { escapeLine } from '../base/text/escape';
import { alignRows, markdownTable } from '../base/text/table';
import type { PlanDiff } from './diff-plans';
import { type DiffLine, diffSections } from './diff-sections';

/** How a diff's lines are styled on a terminal. */
export type DiffPaint = (style: 'bold' | 'dim' | 'red' | 'green', text: string) => string;

/** Formats a diff as text: changed settings, the results that differ because of them, and totals. No trailing line break. */
export function diffText(diff: PlanDiff, paint: DiffPaint = (_style, text) => text): string {
  if (diff.same) return 'no differences';
  const { lines, results, totals } = diffSections(diff);
  const sections: string[][] = lines.map(({ title, lines: settings }) => [
    paint('bold', title),
    ...alignRows(
      settings.flatMap((line, i) => cells(line, settings[i - 1], paint)),
      ['left', 'left', 'left'],
    ),
  ]);
  if (results.length > 0) {
    const [header = '', ...rows] = alignRows(
      [['results', 'output', 'params', 'MACs'], ...results],
      ['left', 'left', 'left', 'left'],
    );
    sections.push([paint('bold', header), ...rows.map((row) => paintMarked(row, paint))]);
  }
  const rows = totals.map(([label = '', from = '', to = '', difference = '', share = '']) => [
    label,
    from,
    to === '' ? '' : '→',
    to,
    difference,
    share,
  ]);
  sections.push([
    paint('bold', 'totals'),
    ...alignRows(rows, ['left', 'right', 'left', 'right', 'right', 'right']),
  ]);
  return sections.map((section) => section.join('\n')).join('\n\n');
}

/** Longer changes are split into two lines, one per side. */
const longChange = 80;

/** Rows of subject, option and change. A subject is not repeated on consecutive lines. */
function cells(line: DiffLine, before: DiffLine | undefined, paint: DiffPaint): string[][] {
  const { mark, subject } = line;
  const [option, from, to] = [line.option, line.from, line.to].map(escapeLine) as [string, string, string];
  const label = option !== '' && before?.subject === subject ? '' : `${mark} ${subject}`;
  const red = (text: string) => paint('red', text);
  const green = (text: string) => paint('green', text);
  if (mark === '-') return [[label, option, red(from)]];
  if (mark === '+') return [[label, option, green(to)]];
  const [left, right] = [from === '' ? 'none' : red(from), to === '' ? 'none' : green(to)];
  if (from.length + to.length <= longChange) return [[label, option, `${left} → ${right}`]];
  return [
    [label, option, left],
    ['', '', `→ ${right}`],
  ];
}

function paintMarked(row: string, paint: DiffPaint): string {
  return row.startsWith('+') ? paint('green', row) : row.startsWith('-') ? paint('red', row) : row;
}

/** Formats a diff as Markdown tables, for example for a pull request. No trailing line break. */
export function diffMarkdown(diff: PlanDiff): string {
  if (diff.same) return 'No differences.';
  const { lines, results, totals } = diffSections(diff);
  const tables = lines.map(({ title, lines: settings }) => [
    `**${title}**`,
    markdownTable(
      [
        ['', title === 'blocks' ? 'block' : 'key', 'option', 'from', 'to'],
        ...settings.map(({ mark, subject, option, from, to }) => [mark, subject, option, from, to]),
      ],
      ['left', 'left', 'left', 'left', 'left'],
    ),
  ]);
  return [
    ...tables,
    ...(results.length === 0
      ? []
      : [
          [
            '**results**',
            markdownTable(
              [['block', 'output', 'params', 'MACs'], ...results],
              ['left', 'left', 'left', 'left'],
            ),
          ],
        ]),
    [
      '**totals**',
      markdownTable(
        [['', 'from', 'to', 'difference', ''], ...totals],
        ['left', 'right', 'right', 'right', 'right'],
      ),
    ],
  ]
    .flat()
    .join('\n\n');
}
