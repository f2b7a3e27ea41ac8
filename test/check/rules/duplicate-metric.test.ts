import { expect, it } from 'vitest';
import { checkText } from '../../support/check-file';
import { specText } from '../../support/spec-text';
import { advice } from './advice';

const withMetrics = (metrics: string) => specText({ training: `training: { metrics: [${metrics}] }` });

it.each<[metrics: string, expected: readonly string[]]>([
  ['', []],
  ['accuracy', []],
  ['accuracy, topKAccuracy', []],
  ['accuracy, accuracy', ['9:33 warning policy/duplicate-metric the metric "accuracy" is listed twice']],
  [
    'topKAccuracy, accuracy, topKAccuracy',
    ['9:47 warning policy/duplicate-metric the metric "topKAccuracy" is listed twice'],
  ],
])('[%s]', (metrics, expected) => {
  expect(advice(withMetrics(metrics))).toEqual(expected);
});

it('shows where the metric was first listed', () => {
  const { diagnostics } = checkText(withMetrics('topKAccuracy, accuracy, accuracy'));
  const related = [{ message: 'it is first listed here', range: { start: { line: 9, column: 37 } } }];
  expect(diagnostics).toMatchObject([{ code: 'policy/duplicate-metric', related }]);
});

it('acc is corrected to accuracy', () => {
  const { diagnostics } = checkText(withMetrics('acc'));
  expect(diagnostics).toMatchObject([{ code: 'spec/unknown-value', suggestion: { text: 'accuracy' } }]);
});
