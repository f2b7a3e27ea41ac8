import { pythonFloat } from '../spec/number-format';
import type { EpochRecord } from './events';

/** `history.json`: the epochs in order; numbers that JSON cannot hold are the strings `NaN`, `Infinity`, `-Infinity`. */
export function historyAsJson(history: readonly EpochRecord[]): string {
  const plain = (_key: string, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  return `${JSON.stringify({ epochs: history }, plain, 2)}\n`;
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
