import type { ModelPlan } from '../../check/model-plan';
import { summaryTable } from '../../describe/summary-table';
import { type Html, html } from './html';

/** The layers of a plan as `convspec summary` shows them, and its totals. */
export function layerSection(plan: ModelPlan): Html {
  const { title, header, aligns, rows, totals } = summaryTable(plan);
  const kind = (column: number) => (aligns[column] === 'right' ? 'number' : 'text');
  const body = rows.map(({ level, cells: [name = '', ...others] }) => {
    const cells = others.map((cell, i) => html`<td class="${kind(i + 1)}">${cell}</td>`);
    return html`<tr class="${level}"><th scope="row">${name}</th>${cells}</tr>\n`;
  });
  const heads = header.map((text, i) => html`<th scope="col" class="${kind(i)}">${text}</th>`);
  const sums = totals.map(
    ([label, text]) => html`<tr><th scope="row">${label}</th><td class="text">${text}</td></tr>\n`,
  );
  return html`<section>
<h2>Layers</h2>
<div class="scroll" tabindex="0" role="region" aria-label="layers"><table id="layers">
<caption>${title}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${body}</tbody>
</table></div>
<table style="margin-top:16px"><tbody>
${sums}</tbody></table>
</section>`;
}
