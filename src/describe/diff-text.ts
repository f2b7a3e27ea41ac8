import { alignRows, markdownTable } from '../base/text/table';
import type { PlanDiff } from './diff-plans';
import { type DiffLine, diffSections } from './diff-sections';

/** How a diff's lines are styled on a terminal. */
export type DiffPaint = (style: 'bold' | 'dim' | 'red' | 'green', text: string) => string;

/** A diff for people: what was set otherwise, what therefore comes out otherwise, the totals. Ends without a line break. */
export function diffText(diff: PlanDiff, paint: DiffPaint = (_style, text) => text): string {
  if (diff.same) return 'no difference';
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

/** Changes that are longer take a line for either side. */
const longChange = 80;

/** Rows of subject, option, change; a subject that stands in the line before is not repeated. */
function cells(line: DiffLine, before: DiffLine | undefined, paint: DiffPaint): string[][] {
  const { mark, subject, option, from, to } = line;
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

/** A diff as tables of Markdown, for a pull request. Ends without a line break. */
export function diffMarkdown(diff: PlanDiff): string {
  if (diff.same) return 'No difference.';
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
