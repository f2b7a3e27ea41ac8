import { expect, it } from 'vitest';
import { checkText } from '../../support/check-file';
import { specText } from '../../support/spec-text';
import { adviceOn, flatten, output } from './advice';

const conv = (pool: string) =>
  `{ name: a, type: conv, filters: 4, activation: relu, kernel: 3, pool: ${pool} }`;

it.each([
  ['1', 75, 'false'],
  ['{ type: average, size: 1 }', 98, undefined],
])('pool: %s has no effect', (pool, column, suggestion) => {
  const text = specText({ blocks: ['blocks:', conv(pool), flatten, output].join('\n  - ') });
  const { diagnostics } = checkText(text);
  expect(diagnostics).toMatchObject([
    {
      code: 'regularity/idle-pool',
      severity: 'warning',
      message: 'pool "a_pool" has no effect: its window is a single value',
      range: { start: { line: 6, column } },
    },
  ]);
  expect(diagnostics[0]?.suggestion?.text).toBe(suggestion);
});

it.each(['2', 'false', '{ size: 1, stride: 29 }', '{ size: [1, 2] }'])('pool: %s has an effect', (pool) => {
  expect(adviceOn([conv(pool), flatten, output])).toEqual([]);
});
