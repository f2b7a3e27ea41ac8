import { markdownTable } from '../base/text/table';
import type { ModelPlan } from '../check/model-plan';
import { type SummaryDepth, summaryTable } from './summary-table';

/** The summary as a table of Markdown and a list of the totals. Ends without a line break. */
export function summaryMarkdown(
  plan: ModelPlan,
  { depth }: { readonly depth?: SummaryDepth | undefined } = {},
): string {
  const { title, header, aligns, rows, totals } = summaryTable(plan, depth);
  return [
    `**${title}**`,
    '',
    markdownTable([header, ...rows.map((row) => row.cells)], aligns),
    '',
    ...totals.map(([label, text]) => `- ${label}: ${text}`),
  ].join('\n');
}
