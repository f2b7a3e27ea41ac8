import { formatCount, formatSeconds } from '../../base/text/format-numbers';
import type { ModelPlan } from '../../check/model-plan';
import { summaryTable } from '../../describe/summary-text';
import type { EpochRecord } from '../training/events';
import { adviceFor } from './advice';
import { type Chart, historyCharts } from './chart-data';
import { chartScript, type PlotLibrary } from './charts';
import type { Environment } from './environment';
import {
  type EvaluatedSet,
  evaluationSection,
  headingOf,
  reliabilityChart,
  type SectionSet,
} from './evaluation-section';
import { historySection } from './history-section';
import { type Html, html, trusted } from './html';
import { style } from './style';

/** Everything that a run's report shows. */
export interface ReportedRun {
  readonly plan: ModelPlan;
  readonly specText: string;
  readonly environment: Environment;
  readonly history: readonly EpochRecord[];
  /** Messages of callbacks after the last epoch. */
  readonly messages: readonly string[];
  /** Why the run stopped before its last epoch; `null` if it did not. */
  readonly stopReason: string | null;
  /** The final weights on the validation set. */
  readonly validation: Measured;
  /** The final weights on the test set; `null` without one. */
  readonly test: Measured | null;
}

/** An evaluation, or why it is missing. */
export type Measured = EvaluatedSet | { readonly missing: string };

/**
 * Renders a run as one HTML page that needs no other files and no network: curves, callback actions, the confusion
 * matrix, mistakes, layers, the spec and the environment. Its content security policy forbids loading anything.
 */
export function reportPage(run: ReportedRun, library: PlotLibrary): string {
  const { plan, history, validation, test, messages } = run;
  const charts = [
    ...historyCharts(history),
    ...reliabilityCharts(validation, 'validation'),
    ...reliabilityCharts(test, 'test'),
  ];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${plan.name} – training report</title>
<style>${trusted(library.style)}${trusted(style)}</style>
</head>
<body>
<header>
<h1>${plan.name}</h1>
<p class="muted">${opening(run)}</p>
${facts(run)}
</header>
<main>
${historySection(history, messages, adviceFor(run))}
${measuredSection(test, 'test')}
${measuredSection(validation, 'validation')}
${layerSection(plan)}
${environmentSection(run)}
</main>
<noscript><p>The charts need JavaScript. All numbers are in the tables too.</p></noscript>
<script>${trusted(library.script)}</script>
<script>${chartScript(charts)}</script>
</body>
</html>
`.markup;
}

function opening({ plan, history, stopReason, environment }: ReportedRun): string {
  const day = environment.startedAt.replace('T', ' ').slice(0, 16);
  const ended = stopReason === null ? 'completed' : `stopped: ${stopReason}`;
  const trained = history.length === 0 ? 0 : (history.at(-1)?.epoch ?? 0) + 1;
  return `started ${day} UTC, ${trained} of ${plan.training.epochs} epochs, ${ended}`;
}

function facts({ plan, history, environment, validation, test }: ReportedRun): Html {
  const best = bestAccuracy(history);
  const seconds = history.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
  const { optimizer, batchSize, accumulate } = plan.training;
  const batches = `batches of ${batchSize}${accumulate > 1 ? ` × ${accumulate}` : ''}`;
  const list: readonly (readonly [string, string])[] = [
    ...accuracyFact(test, 'test'),
    ...accuracyFact(validation, 'validation'),
    ...(best ? [['best epoch', `${(best.value * 100).toFixed(2)}% (epoch ${best.epoch + 1})`] as const] : []),
    ['parameters', formatCount(plan.totals.params)],
    ['training time', formatSeconds(seconds)],
    ['optimizer', `${optimizer.type}, ${batches}`],
    ['backend', environment.backend],
  ];
  return html`<dl class="facts">${list.map(([label, text]) => html`<div><dt>${label}</dt><dd>${text}</dd></div>\n`)}</dl>`;
}

function bestAccuracy(history: readonly EpochRecord[]): { value: number; epoch: number } | null {
  let best: { value: number; epoch: number } | null = null;
  for (const { epoch, logs } of history) {
    const value = logs.val_accuracy;
    if (value !== undefined && value > (best?.value ?? -1)) best = { value, epoch };
  }
  return best;
}

function accuracyFact(measured: Measured | null, set: SectionSet): readonly (readonly [string, string])[] {
  if (measured === null || 'missing' in measured) return [];
  return [[`${set} accuracy`, `${(measured.evaluation.accuracy * 100).toFixed(2)}%`]];
}

function reliabilityCharts(measured: Measured | null, set: SectionSet): readonly Chart[] {
  if (measured === null || 'missing' in measured || measured.evaluation.calibration === null) return [];
  return [reliabilityChart(measured.evaluation.calibration, set)];
}

function measuredSection(measured: Measured | null, set: SectionSet): Html | null {
  if (measured === null) return null;
  if (!('missing' in measured)) return evaluationSection(measured, set);
  return html`<section><h2>${headingOf(set)}</h2><p class="muted">Not evaluated: ${measured.missing}. Run <code>convspec evaluate</code> to evaluate a saved model.</p></section>`;
}

function environmentSection({ environment, specText }: ReportedRun): Html {
  const { git, packages, cpus } = environment;
  const rows: readonly (readonly [string, string])[] = [
    ['convspec', environment.convspec],
    ['runtime', `${environment.runtime}, ${environment.platform}`],
    ['processor', `${cpus.count} × ${cpus.model}`],
    ['backend', `${environment.backend} (${environment.device})`],
    ['seed', String(environment.seed)],
    ['commit', git === null ? 'none' : `${git.commit}${git.changed ? ', with uncommitted changes' : ''}`],
    ...Object.entries(packages),
  ];
  return html`<section>
<h2>Environment</h2>
<table id="environment"><tbody>
${rows.map(([label, text]) => html`<tr><th scope="row">${label}</th><td class="text">${text}</td></tr>\n`)}</tbody></table>
<details><summary>spec of this run</summary><pre id="spec">${specText}</pre></details>
</section>`;
}

/** The section with the layers of a plan, as `convspec summary` shows them, and the totals. */
function layerSection(plan: ModelPlan): Html {
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
