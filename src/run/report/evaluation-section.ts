import { counted } from '../../base/text/words';
import type { Calibration } from '../evaluate/calibration';
import type { AverageScore } from '../evaluate/class-scores';
import { type Evaluation, worstConfusions } from '../evaluate/evaluate';
import type { Chart } from './chart-data';
import { chartFigure } from './charts';
import { type Html, html } from './html';
import type { MistakeImage } from './mistake-gallery';

/** With more classes than this, the matrix is left out, because it would be larger than the rest of the page. */
const widestMatrix = 60;

/** An evaluated set, and what its section shows of it. */
export interface EvaluatedSet {
  readonly evaluation: Evaluation;
  readonly mistakes: readonly MistakeImage[];
}

/** The set that a section is about. */
export type SectionSet = 'validation' | 'test';

/** The heading of a section. */
export function headingOf(set: SectionSet): string {
  return set === 'test' ? 'Test images' : 'Validation images';
}

/** The id of an element in the section of a set, which is unique on the page. */
function idOf(name: string, set: SectionSet): string {
  return set === 'test' ? `test-${name}` : name;
}

/** The section about the images of a set: confusion matrix, class scores, mistakes, calibration. */
export function evaluationSection({ evaluation, mistakes }: EvaluatedSet, set: SectionSet): Html {
  const { classes, images, correct, accuracy, top, unscored } = evaluation;
  const topText = top.k < classes.length ? `, top-${top.k} accuracy ${percent(top.accuracy)}` : '';
  return html`<section id="${idOf('evaluation', set)}">
<h2>${headingOf(set)}</h2>
<p>With the final weights, ${correct} of ${images} images are classified correctly: accuracy ${percent(accuracy)}${topText}.${
    unscored === 0 ? '' : ` The scores of ${counted(unscored, 'image')} are not numbers.`
  }</p>
${classes.length > widestMatrix ? null : confusionMatrix(evaluation, set)}
${confusions(evaluation)}
${gallery(evaluation, mistakes, set)}
<div class="side">
${scoresTable(evaluation, set)}
${calibration(evaluation.calibration, set)}
</div>
</section>`;
}

function confusionMatrix({ classes, confusion }: Evaluation, set: SectionSet): Html {
  const rows = confusion.map((row, t) => {
    const { name = '', images = 0 } = classes[t] ?? {};
    const cells = row.map((count, p) => {
      const kind = count === 0 ? 'none' : t === p ? 'right' : 'wrong';
      const share = images === 0 ? 0 : count / images;
      const title = `${name} → ${classes[p]?.name ?? ''}: ${count} of ${images} images`;
      return html`<td class="${kind}" style="--share:${share.toFixed(3)}" title="${title}">${count === 0 ? '·' : count}</td>`;
    });
    return html`<tr><th scope="row">${name}</th>${cells}<td class="none">${images}</td></tr>\n`;
  });
  const heads = classes.map(({ name }) => html`<th scope="col" class="name">${name}</th>`);
  return html`<h3>Confusion matrix</h3>
<p class="muted">Rows are true classes, columns are predicted classes. The darker a cell, the larger its share of the row.</p>
<div class="scroll" tabindex="0" role="region" aria-label="confusion matrix"><table class="matrix" id="${idOf('confusion', set)}">
<thead><tr><td></td>${heads}<th scope="col" class="name">images</th></tr></thead>
<tbody>
${rows}</tbody>
</table></div>`;
}

function confusions(evaluation: Evaluation): Html | null {
  const worst = worstConfusions(evaluation);
  if (worst.length === 0) return null;
  const items = worst.map(
    ({ truth, predicted, taken, share }) =>
      html`<li>${truth} → ${predicted}: ${taken} (${percent(share)} of ${truth})</li>\n`,
  );
  return html`<h3 style="margin-top:20px">Most frequent confusions</h3>\n<ol>${items}</ol>`;
}

function gallery({ classes }: Evaluation, mistakes: readonly MistakeImage[], set: SectionSet): Html | null {
  if (mistakes.length === 0) return null;
  const name = (index: number) => classes[index]?.name ?? '';
  const items = mistakes.map(({ truth, predicted, score, source }) => {
    const text = `${name(truth)}, predicted ${name(predicted)}`;
    return html`<li><figure><img src="${source}" alt="${text}" width="96" height="96"><figcaption><b>${name(truth)}</b><br>predicted ${name(predicted)}, ${percent(score)}</figcaption></figure></li>\n`;
  });
  return html`<h3 id="${idOf('mistakes', set)}">Mistakes with the highest confidence</h3>
<ul class="gallery">
${items}</ul>`;
}

function scoresTable({ classes, averages }: Evaluation, set: SectionSet): Html {
  const cells = ({ recall, precision, f1 }: AverageScore) =>
    [recall, precision, f1].map((share) => html`<td class="number">${percent(share)}</td>`);
  const rows = classes.map(
    (score) =>
      html`<tr><th scope="row">${score.name}</th><td class="number">${score.images}</td>${cells(score)}</tr>\n`,
  );
  return html`<div><h2>Classes</h2>
<div class="scroll"><table id="${idOf('classes', set)}">
<thead><tr><th scope="col">class</th><th scope="col" class="number">images</th><th scope="col" class="number">recall</th><th scope="col" class="number">precision</th><th scope="col" class="number">F1</th></tr></thead>
<tbody>
${rows}</tbody>
<tfoot>
<tr><th scope="row">macro average</th><td></td>${cells(averages.macro)}</tr>
<tr><th scope="row">weighted average</th><td></td>${cells(averages.weighted)}</tr>
</tfoot>
</table></div></div>`;
}

function calibration(found: Calibration | null, set: SectionSet): Html {
  if (found === null) {
    return html`<div><h2>Calibration</h2><p class="muted">Not computed: the scores are not probabilities.</p></div>`;
  }
  const { expectedError, maximumError, negativeLogLikelihood, brierScore, bins } = found;
  const rows = bins
    .filter(({ images }) => images > 0)
    .map(
      ({ from, to, images, confidence, accuracy }) =>
        html`<tr><th scope="row">${percent(from)} – ${percent(to)}</th><td class="number">${images}</td><td class="number">${percent(confidence)}</td><td class="number">${percent(accuracy)}</td></tr>\n`,
    );
  return html`<div><h2>Calibration</h2>
<p>Expected calibration error ${percent(expectedError)}, maximum ${percent(maximumError)}; negative log-likelihood ${negativeLogLikelihood.toFixed(4)}, Brier score ${brierScore.toFixed(4)}.</p>
${chartFigure(reliabilityChart(found, set))}
<details><summary>as a table</summary><div class="scroll"><table id="${idOf('reliability', set)}">
<thead><tr><th scope="col">confidence</th><th scope="col" class="number">images</th><th scope="col" class="number">mean</th><th scope="col" class="number">accuracy</th></tr></thead>
<tbody>
${rows}</tbody></table></div></details></div>`;
}

/** Accuracy by confidence, for each bin. A well-calibrated network is on the diagonal. */
export function reliabilityChart({ bins }: Calibration, set: SectionSet): Chart {
  const filled = bins.filter(({ images }) => images > 0);
  const points = new Map(filled.map(({ confidence, accuracy }) => [confidence, accuracy]));
  const x = [...new Set([0, ...points.keys(), 1])].sort((a, b) => a - b);
  return {
    id: idOf('chart-reliability', set),
    title: 'accuracy by confidence',
    xLabel: 'confidence',
    x,
    scale: 'share',
    marks: [],
    series: [
      { label: 'accuracy', role: 'validation', values: x.map((at) => points.get(at) ?? null) },
      { label: 'perfectly calibrated', role: 'ideal', values: x },
    ],
  };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
