import { formatSeconds } from '../../base/text/format-numbers';
import { counted } from '../../base/text/words';
import { ownValue } from '../../base/values';
import type { EpochRecord } from '../training/events';
import { historyCharts } from './chart-data';
import { chartFigure } from './charts';
import { type Html, html } from './html';

/** The section about training: advice, charts, callback actions, and a table of all epochs. */
export function historySection(
  history: readonly EpochRecord[],
  closing: readonly string[],
  advice: string | null,
): Html {
  if (history.length === 0) {
    return html`<section><h2>Training</h2><p class="muted">No epoch was completed.</p></section>`;
  }
  return html`<section>
<h2>Training</h2>
${advice === null ? null : html`<p id="advice">Advice: ${advice}</p>`}
<p class="muted">A triangle marks an epoch in which a callback acted; a dashed line marks an epoch after which the learning rate changed.</p>
<div class="charts">
${historyCharts(history).map(chartFigure)}
</div>
${actions(history, closing)}
<details><summary>table of all epochs</summary>
<div class="scroll">${epochTable(history)}</div></details>
</section>`;
}

function actions(history: readonly EpochRecord[], closing: readonly string[]): Html | null {
  const told = [
    ...history.flatMap(({ epoch, messages }) =>
      messages.map((text) => ({ when: `epoch ${epoch + 1}`, text })),
    ),
    ...closing.map((text) => ({ when: 'at the end', text })),
  ];
  if (told.length === 0) return null;
  const rows = told.map(
    ({ when, text }) => html`<tr><th scope="row">${when}</th><td class="text">${text}</td></tr>\n`,
  );
  const count = counted(told.length, 'action');
  return html`<details open><summary>what callbacks did (${count})</summary>
<table id="actions"><tbody>
${rows}</tbody></table></details>`;
}

function epochTable(history: readonly EpochRecord[]): Html {
  const names = [...new Set(history.flatMap(({ logs }) => Object.keys(logs)))]
    .filter((name) => name !== 'learning_rate')
    .sort();
  const columns = ['epoch', ...names, 'learning rate', 'time'];
  const rows = history.map(({ epoch, logs, learningRate, durationSeconds }) => {
    const cells = [
      ...names.map((name) => number(ownValue(logs, name))),
      number(learningRate),
      formatSeconds(durationSeconds),
    ];
    return html`<tr><th scope="row">${epoch + 1}</th>${cells.map((text) => html`<td class="number">${text}</td>`)}</tr>\n`;
  });
  return html`<table id="epochs">
<thead><tr>${columns.map((name, i) => html`<th scope="col" class="${i === 0 ? 'text' : 'number'}">${name}</th>`)}</tr></thead>
<tbody>
${rows}</tbody></table>`;
}

function number(value: number | undefined): string {
  return value === undefined
    ? ''
    : Number.isFinite(value)
      ? String(Number(value.toPrecision(5)))
      : String(value);
}
