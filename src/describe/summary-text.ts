import { alignRows } from '../base/text/table';
import type { ModelPlan } from '../check/model-plan';
import { type SummaryDepth, summaryTable } from './summary-table';

/** How the summary's lines are styled on a terminal. */
export type SummaryPaint = (style: 'bold' | 'dim', text: string) => string;

/** The summary as a tree of blocks and layers in aligned columns, then the totals. Ends without a line break. */
export function summaryText(
  plan: ModelPlan,
  {
    depth,
    paint = (_style, text) => text,
  }: { readonly depth?: SummaryDepth | undefined; readonly paint?: SummaryPaint } = {},
): string {
  const { title, header, aligns, rows, totals } = summaryTable(plan, depth);
  const [head = '', ...lines] = alignRows([header, ...rows.map((row) => row.cells)], aligns);
  const nested = rows.some((row) => row.level === 'layer');
  const width = lines.reduce((widest, line) => Math.max(widest, line.length), head.length);
  return [
    paint('bold', title),
    '',
    paint('dim', head),
    paint('dim', '─'.repeat(width)),
    ...lines.map((line, i) => (nested && rows[i]?.level === 'block' ? paint('bold', line) : line)),
    '',
    ...alignRows(totals, ['left', 'left']),
  ].join('\n');
}
