import { markdownTable } from '../base/text/table';
import type { PlanDiff } from './diff-plans';
import { diffSections } from './diff-sections';

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
