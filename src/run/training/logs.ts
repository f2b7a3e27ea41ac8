import { ownValue } from '../../base/values';
import { pythonFloat } from '../../language/number-format';
import type { MetricSums } from '../backends/engine';
import type { Logs } from './callbacks/callback';
import type { EpochRecord } from './events';

/** Accumulates sums of metrics and computes their means over all images so far. */
interface RunningMeans {
  add(sums: MetricSums): void;
  /** The means sorted by name, with `prefix` before each name. Omits metrics without images. */
  logs(prefix?: string): Logs;
}

function createRunningMeans(): RunningMeans {
  const totals = new Map<string, { sum: number; count: number }>();
  return {
    add(sums) {
      for (const [name, { sum, count }] of Object.entries(sums)) {
        const total = totals.get(name) ?? { sum: 0, count: 0 };
        totals.set(name, { sum: total.sum + sum, count: total.count + count });
      }
    },
    logs(prefix = '') {
      const means = [...totals]
        .filter(([, { count }]) => count > 0)
        .map(([name, { sum, count }]) => [prefix + name, sum / count] as const);
      return sortedLogs(Object.fromEntries(means));
    },
  };
}

/** The same logs with sorted keys, as callbacks expect them. */
export function sortedLogs(logs: Logs): Logs {
  return Object.fromEntries(Object.entries(logs).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The means of sums. */
export function meansOf(sums: MetricSums, prefix?: string): Logs {
  const means = createRunningMeans();
  means.add(sums);
  return means.logs(prefix);
}

const directions: ReadonlyMap<string, 'min' | 'max'> = new Map([
  ['loss', 'min'],
  ['accuracy', 'max'],
  ['topKAccuracy', 'max'],
]);

/** Whether a smaller or larger value of a log is better, with or without `val_`; `undefined` for an unknown name. */
export function logDirection(log: string): 'min' | 'max' | undefined {
  return directions.get(log.replace(/^val_/, ''));
}

/** The contents of `history.json`: the epochs in order. NaN and infinities are the strings `NaN`, `Infinity`, `-Infinity`. */
export function historyAsJson(history: readonly EpochRecord[]): string {
  return `${JSON.stringify({ epochs: history }, finiteNumbers, 2)}\n`;
}

/** A replacer for `JSON.stringify` that writes NaN and infinities as the strings `NaN`, `Infinity`, `-Infinity`. */
export function finiteNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

/** The contents of `history.csv`: a row per epoch, a column per log of any epoch, then `seconds`; missing values are empty. */
export function historyAsCsv(history: readonly EpochRecord[]): string {
  const names = [...new Set(history.flatMap(({ logs }) => Object.keys(logs)))].sort();
  const rows = history.map(({ epoch, logs, durationSeconds }) => {
    const cells = names.map((name) => {
      const value = ownValue(logs, name);
      return value === undefined ? '' : pythonFloat(value);
    });
    return [String(epoch), ...cells, durationSeconds.toFixed(3)];
  });
  return [['epoch', ...names, 'seconds'], ...rows].map((row) => `${row.join(',')}\n`).join('');
}
