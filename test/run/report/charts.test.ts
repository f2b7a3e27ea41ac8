import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import type { Chart } from '../../../src/run/report/chart-data';
import { chartFigure, chartScript } from '../../../src/run/report/charts';

const chart: Chart = {
  id: 'accuracy',
  title: 'accuracy </script>',
  xLabel: 'epoch',
  x: [1, 2, 3],
  series: [
    { label: 'training', role: 'train', values: [0.25, 0.5, null] },
    { label: 'ideal', role: 'ideal', values: [1, 1, 1] },
  ],
  scale: 'share',
  marks: [
    { x: 1, text: 'saved', strong: false },
    { x: 2, text: 'learning rate 0.1 → 0.05', strong: true },
  ],
};

/** Runs the script with only a browser's globals, and returns what it passed to the plotting library. */
function draw(charts: readonly Chart[]) {
  const caption = { textContent: '' };
  const target = { clientWidth: 640, parentElement: { querySelector: () => caption } };
  const plots: { options: PlotOptions; data: unknown; sizes: unknown[] }[] = [];
  class Plot {
    readonly sizes: unknown[] = [];
    constructor(options: PlotOptions, data: unknown) {
      plots.push({ options, data, sizes: this.sizes });
    }
    setSize(size: unknown) {
      this.sizes.push(size);
    }
  }
  runInNewContext(chartScript(charts).markup, {
    uPlot: Plot,
    devicePixelRatio: 1,
    document: { documentElement: {}, getElementById: (id: string) => (id === chart.id ? target : null) },
    getComputedStyle: () => ({ getPropertyValue: (name: string) => ` ${name} ` }),
    matchMedia: () => ({ addEventListener: () => {} }),
    ResizeObserver: class {
      constructor(readonly resized: () => void) {}
      observe() {
        this.resized();
      }
    },
  });
  return { plots, caption };
}

interface PlotOptions {
  readonly width: number;
  readonly axes: readonly { stroke(): string; values?(plot: unknown, splits: unknown): unknown }[];
  readonly series: readonly {
    label: string;
    value(plot: unknown, value: number | null): string;
    dash?: unknown;
  }[];
  readonly hooks: {
    readonly draw: readonly ((plot: unknown) => void)[];
    readonly setCursor: readonly ((plot: unknown) => void)[];
  };
}

it('is a script that needs only the browser and the plotting library', () => {
  const { plots } = draw([chart, { ...chart, id: 'without an element' }]);
  expect(plots).toHaveLength(1);
  const [{ options, data, sizes } = { options: undefined, data: null, sizes: [] }] = plots;
  expect(JSON.stringify(data)).toBe('[[1,2,3],[0.25,0.5,null],[1,1,1]]');
  expect(JSON.stringify(sizes)).toBe('[{"width":640,"height":260}]');
  expect(options?.width).toBe(640);
  expect(options?.axes.map(({ stroke }) => stroke())).toEqual(['--muted', '--muted']);
  expect(JSON.stringify(options?.axes[1]?.values?.(null, [0, 0.5, null]))).toBe('["0%","50%",""]');
  expect(options?.series.map(({ label, value }) => [label, value(null, 0.5), value(null, null)])).toEqual([
    ['epoch', '0.5', '–'],
    ['training', '50%', '–'],
    ['ideal', '50%', '–'],
  ]);
});

it('marks where callbacks acted, and shows their messages at the cursor', () => {
  const { plots, caption } = draw([chart]);
  const calls: string[] = [];
  const ctx = new Proxy({}, { get: (_, name) => () => void calls.push(String(name)), set: () => true });
  const { draw: drawHooks, setCursor } = plots[0]?.options.hooks ?? { draw: [], setCursor: [] };
  for (const hook of drawHooks) hook({ ctx, bbox: { top: 0, height: 100 }, valToPos: (x: number) => x });
  expect(calls.filter((name) => name === 'fill')).toHaveLength(2);
  expect(calls.filter((name) => name === 'stroke')).toHaveLength(1);
  for (const hook of setCursor) hook({ cursor: { idx: 1 } });
  expect(caption.textContent).toBe('epoch 2: learning rate 0.1 → 0.05');
  for (const hook of setCursor) hook({ cursor: { idx: 2 } });
  expect(caption.textContent).toBe('');
});

it('does not close the script element, and describes charts in words', () => {
  expect(chartScript([chart]).markup).not.toContain('</script>');
  expect(chartFigure(chart).markup).toContain(
    'aria-label="accuracy &lt;/script&gt; by epoch 1 to 3: training from 0.2500 to 0.5000; ideal from 1.000 to 1.000"',
  );
});
