import { ownValue } from '../../base/values';
import type { EpochRecord } from '../training/events';

/** A line of a chart; `null` for values that are not finite. */
interface ChartSeries {
  readonly label: string;
  readonly role: 'train' | 'validation' | 'rate' | 'ideal';
  readonly values: readonly (number | null)[];
}

/** One chart of the page. */
export interface Chart {
  /** The id of the element that it is drawn in. */
  readonly id: string;
  readonly title: string;
  readonly xLabel: string;
  readonly x: readonly number[];
  readonly series: readonly ChartSeries[];
  /** How values on the y axis are formatted and scaled. */
  readonly scale: 'linear' | 'share' | 'log';
  /** Epochs in which callbacks acted; `strong` if they changed the learning rate. */
  readonly marks: readonly { readonly x: number; readonly text: string; readonly strong: boolean }[];
}

/** Metrics that are fractions of the images. */
const shares = /accuracy|top_?k|precision|recall/i;

/** The charts of a history: the loss, each metric, the learning rate. Epochs are counted from 1. */
export function historyCharts(history: readonly EpochRecord[]): readonly Chart[] {
  const names = [...new Set(history.flatMap(({ logs }) => Object.keys(logs)))].map((name) =>
    name.replace(/^val_/, ''),
  );
  const metrics = [...new Set(['loss', ...names.sort()])].filter((name) => name !== 'learning_rate');
  const shared = { xLabel: 'epoch', x: history.map(({ epoch }) => epoch + 1), marks: marksOf(history) };
  const logOf = (name: string) => history.map(({ logs }) => finite(ownValue(logs, name)));
  const rates = history.map(({ learningRate }) => finite(learningRate));
  return [
    ...metrics.map((name) => ({
      ...shared,
      id: `chart-${name}`,
      title: name.replaceAll('_', ' '),
      scale: shares.test(name) ? ('share' as const) : ('linear' as const),
      series: [
        { label: 'training', role: 'train' as const, values: logOf(name) },
        { label: 'validation', role: 'validation' as const, values: logOf(`val_${name}`) },
      ].filter(({ role, values }) => role === 'train' || values.some((value) => value !== null)),
    })),
    {
      ...shared,
      id: 'chart-learning-rate',
      title: 'learning rate',
      scale: spansDecade(rates) ? ('log' as const) : ('linear' as const),
      series: [{ label: 'learning rate', role: 'rate' as const, values: rates }],
    },
  ];
}

function marksOf(history: readonly EpochRecord[]): Chart['marks'] {
  return history.flatMap(({ epoch, learningRate, messages }, i) => {
    if (messages.length === 0) return [];
    const next = history[i + 1]?.learningRate ?? learningRate;
    return [{ x: epoch + 1, text: messages.join(' '), strong: next !== learningRate }];
  });
}

function spansDecade(values: readonly (number | null)[]): boolean {
  const positive = values.filter((value) => value !== null && value > 0) as number[];
  return positive.length === values.length && Math.max(...positive) >= 10 * Math.min(...positive);
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
