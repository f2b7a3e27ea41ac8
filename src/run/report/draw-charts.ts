import type uPlot from 'uplot';
import type { Chart } from './chart-data';

/**
 * Draws the charts into their elements, in the browser, and redraws them when the window or the colour scheme changes.
 * It reaches the page as its own source text: it must not refer to anything outside itself but the browser's globals.
 */
export function drawCharts(Plot: typeof uPlot, charts: readonly Chart[]): void {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const height = 260;
  const font = () => `12px ${style.getPropertyValue('--font')}`;
  const writers = {
    linear: (value: number) => String(Number(value.toPrecision(4))),
    log: (value: number) => String(Number(value.toPrecision(4))),
    share: (value: number) => `${Number((value * 100).toPrecision(4))}%`,
  };

  const drawMarks = (plot: uPlot, { marks }: Chart) => {
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
  };

  for (const chart of charts) {
    const target = document.getElementById(chart.id);
    if (!target) continue;
    const { x, series, scale, xLabel, marks } = chart;
    const write = (value: number | null | undefined) => (value == null ? '–' : writers[scale](value));
    const writeX = (value: number | null) => (value == null ? '–' : String(Number(value.toPrecision(4))));
    const few = x.length <= 40;
    const caption = target.parentElement?.querySelector('.said');
    const axis = {
      stroke: () => colour('muted'),
      font: font(),
      grid: { stroke: () => colour('line'), width: 1 },
    };
    const [first = 0] = x;
    const last = x[x.length - 1] ?? first;
    const plot = new Plot(
      {
        width: target.clientWidth,
        height,
        scales: {
          x: { time: false, range: x.length > 1 ? [first, last] : [first - 1, first + 1] },
          y: { distr: scale === 'log' ? 3 : 1 },
        },
        axes: [
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
            values: (_: uPlot, splits: number[]) =>
              splits.map((value) => (value == null ? '' : write(value))),
          },
        ],
        series: [
          { label: xLabel, value: (_, value) => writeX(value) },
          ...series.map(({ label, role }) => ({
            label,
            stroke: () => colour(role),
            width: 2,
            dash: role === 'train' || role === 'ideal' ? [6, 4] : [],
            points: { show: few && role !== 'ideal', size: 6, fill: () => colour(role) },
            value: (_: uPlot, value: number | null) => write(value),
            spanGaps: true,
          })),
        ],
        hooks: {
          draw: [(drawn: uPlot) => drawMarks(drawn, chart)],
          setCursor: [
            ({ cursor: { idx } }: uPlot) => {
              const here = marks.find((mark) => idx != null && mark.x === x[idx]);
              if (caption) caption.textContent = here ? `${xLabel} ${here.x}: ${here.text}` : '';
            },
          ],
        },
      },
      [x, ...series.map(({ values }) => values)] as unknown as uPlot.AlignedData,
      target,
    );
    new ResizeObserver(() => plot.setSize({ width: target.clientWidth, height })).observe(target);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => plot.redraw(false, true));
    matchMedia('print').addEventListener('change', () => plot.redraw(false, true));
  }
}
