import { pythonFloat } from '../../language/number-format';
import type { EpochRecord } from './events';

/** `history.json`: the epochs in order; numbers that JSON cannot hold are the strings `NaN`, `Infinity`, `-Infinity`. */
export function historyAsJson(history: readonly EpochRecord[]): string {
  return `${JSON.stringify({ epochs: history }, finiteNumbers, 2)}\n`;
}

/** For `JSON.stringify`: numbers that JSON cannot hold become the strings `NaN`, `Infinity`, `-Infinity`. */
export function finiteNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

/** `history.csv`: a row per epoch, a column per log that any epoch has, then `seconds`; a missing value is empty. */
export function historyAsCsv(history: readonly EpochRecord[]): string {
  const names = [...new Set(history.flatMap(({ logs }) => Object.keys(logs)))].sort();
  const rows = history.map(({ epoch, logs, durationSeconds }) => {
    const cells = names.map((name) => {
      const value = logs[name];
      return value === undefined ? '' : pythonFloat(value);
    });
    return [String(epoch), ...cells, durationSeconds.toFixed(3)];
  });
  return [['epoch', ...names, 'seconds'], ...rows].map((row) => `${row.join(',')}\n`).join('');
}
