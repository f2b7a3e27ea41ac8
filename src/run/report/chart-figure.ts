import type { Chart } from './chart-data';
import { type Html, html } from './html';

/** A chart's place on the page. What it shows is said in words too, for those who cannot see it. */
export function chartFigure(chart: Chart): Html {
  return html`<figure class="chart">
<h3>${chart.title}</h3>
<div id="${chart.id}" role="img" aria-label="${describe(chart)}"></div>
<p class="said muted" aria-live="polite"></p>
</figure>`;
}

function describe({ title, xLabel, x, series }: Chart): string {
  const lines = series.map(({ label, values }) => {
    const known = values.filter((value) => value !== null);
    const [first, last] = [known[0], known.at(-1)].map((value) => value?.toPrecision(4) ?? 'nothing');
    return `${label} from ${first} to ${last}`;
  });
  return `${title} by ${xLabel} ${x[0] ?? ''} to ${x.at(-1) ?? ''}: ${lines.join('; ')}`;
}
