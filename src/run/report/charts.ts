import type uPlot from 'uplot';
import type { Chart } from './chart-data';
import { type Html, html, scriptJson, trusted } from './html';

/**
 * The script that draws charts into their elements and redraws them when the window or the color scheme changes.
 * Requires the global `uPlot`.
 *
 * The functions below are embedded in the page as source text. They must only use their arguments and the browser's
 * globals, and call each other through `parts`, whose names no bundler changes.
 */
export function chartScript(charts: readonly Chart[]): Html {
  const texts = Object.entries(parts).map(([name, part]) => `${name}: ${part}`);
  return trusted(`(${drawCharts})(uPlot, ${scriptJson(charts).markup}, { ${texts.join(', ')} });`);
}

const parts = { readTheme, drawMarks, formatters, plotAxes, plotSeries, plotOptions };
type Parts = typeof parts;

/** The current values of the page's style sheet. */
interface Theme {
  readonly colour: (name: string) => string;
  readonly font: () => string;
}

function drawCharts(Plot: typeof uPlot, charts: readonly Chart[], parts: Parts): void {
  const theme = parts.readTheme();
  const height = 260;
  for (const chart of charts) {
    const target = document.getElementById(chart.id);
    if (!target) continue;
    const plot = new Plot(
      { width: target.clientWidth, height, ...parts.plotOptions(chart, target, theme, parts) },
      [chart.x, ...chart.series.map(({ values }) => values)] as unknown as uPlot.AlignedData,
      target,
    );
    new ResizeObserver(() => plot.setSize({ width: target.clientWidth, height })).observe(target);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => plot.redraw(false, true));
    matchMedia('print').addEventListener('change', () => plot.redraw(false, true));
  }
}

function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  return {
    colour: (name) => style.getPropertyValue(`--${name}`).trim(),
    font: () => `12px ${style.getPropertyValue('--font')}`,
  };
}

function plotOptions(
  chart: Chart,
  target: HTMLElement,
  theme: Theme,
  parts: Parts,
): Omit<uPlot.Options, 'width' | 'height'> {
  const { x, scale, xLabel, marks } = chart;
  const caption = target.parentElement?.querySelector('.said');
  const [first = 0] = x;
  const last = x[x.length - 1] ?? first;
  return {
    scales: {
      x: { time: false, range: x.length > 1 ? [first, last] : [first - 1, first + 1] },
      y: { distr: scale === 'log' ? 3 : 1 },
    },
    axes: parts.plotAxes(chart, theme, parts),
    series: parts.plotSeries(chart, theme, parts),
    hooks: {
      draw: [(drawn: uPlot) => parts.drawMarks(drawn, chart, theme)],
      setCursor: [
        ({ cursor: { idx } }: uPlot) => {
          const here = marks.find((mark) => idx != null && mark.x === x[idx]);
          if (caption) caption.textContent = here ? `${xLabel} ${here.x}: ${here.text}` : '';
        },
      ],
    },
  };
}

function plotAxes(chart: Chart, { colour, font }: Theme, parts: Parts): uPlot.Axis[] {
  const { xLabel } = chart;
  const { formatY } = parts.formatters(chart);
  const axis = {
    stroke: () => colour('muted'),
    font: font(),
    grid: { stroke: () => colour('line'), width: 1 },
  };
  return [
    {
      ...axis,
      size: 34,
      label: xLabel,
      labelSize: 20,
      labelFont: font(),
      ...(xLabel === 'epoch' ? { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] } : {}),
    },
    {
      ...axis,
      size: 64,
      values: (_: uPlot, splits: number[]) => splits.map((value) => (value == null ? '' : formatY(value))),
    },
  ];
}

function plotSeries(chart: Chart, { colour }: Theme, parts: Parts): uPlot.Series[] {
  const { x, series, xLabel } = chart;
  const { formatX, formatY } = parts.formatters(chart);
  const few = x.length <= 40;
  return [
    { label: xLabel, value: (_: uPlot, value: number | null) => formatX(value) },
    ...series.map(({ label, role }) => ({
      label,
      stroke: () => colour(role),
      width: 2,
      dash: role === 'train' || role === 'ideal' ? [6, 4] : [],
      points: { show: few && role !== 'ideal', size: 6, fill: () => colour(role) },
      value: (_: uPlot, value: number | null) => formatY(value),
      spanGaps: true,
    })),
  ];
}

function formatters({ scale }: Chart) {
  const short = (value: number) => String(Number(value.toPrecision(4)));
  const written = (value: number) =>
    scale === 'share' ? `${Number((value * 100).toPrecision(4))}%` : short(value);
  return {
    formatX: (value: number | null) => (value == null ? '–' : short(value)),
    formatY: (value: number | null | undefined) => (value == null ? '–' : written(value)),
  };
}

/** Draws triangles at the upper edge where callbacks acted, and a dashed line below strong ones. */
function drawMarks(plot: uPlot, { marks }: Chart, { colour }: Theme): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour('mark');
  ctx.lineWidth = ratio;
  for (const { x, strong } of marks) {
    const at = Math.round(plot.valToPos(x, 'x', true)) + 0.5;
    ctx.beginPath();
    ctx.moveTo(at - 4 * ratio, bbox.top);
    ctx.lineTo(at + 4 * ratio, bbox.top);
    ctx.lineTo(at, bbox.top + 7 * ratio);
    ctx.fill();
    if (!strong) continue;
    ctx.setLineDash([4 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

/** The element for a chart, with a description for screen readers. */
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
    const [first, last] = [known[0], known.at(-1)].map((value) => value?.toPrecision(4) ?? 'no value');
    return `${label} from ${first} to ${last}`;
  });
  return `${title} by ${xLabel} ${x[0] ?? ''} to ${x.at(-1) ?? ''}: ${lines.join('; ')}`;
}

/** The source text of the plotting library, for embedding in a page. */
export interface PlotLibrary {
  /** Defines the global `uPlot`. */
  readonly script: string;
  readonly style: string;
}
