import { expect, it } from 'vitest';
import { adviceOn, flatten, output } from './advice';

it.each<[what: string, blocks: readonly string[], expected: readonly string[]]>([
  [
    'dropout in the last block',
    [flatten, '{ name: last, type: dense, units: classes, activation: softmax, dropout: 0.5 }'],
    [
      '7:78 warning regularity/output-dropout dropout "last_dropout" sets class scores to zero during training',
    ],
  ],
  ['dropout before the last block', [flatten, '{ type: dropout, rate: 0.5 }', output], []],
  ['dropout of 0', [flatten, '{ type: dense, units: classes, activation: softmax, dropout: 0 }'], []],
  [
    'a flattened dropout',
    [
      '{ type: conv, filters: classes, kernel: 32, activation: softmax }',
      '{ name: last, type: dropout, rate: 0.5 }',
      flatten,
    ],
    ['7:40 warning regularity/output-dropout dropout "last" sets class scores to zero during training'],
  ],
])('%s', (_what, blocks, expected) => {
  expect(adviceOn(blocks)).toEqual(expected);
});

it('is reported once, where it was written', () => {
  const defaults = 'defaults: { dense: { dropout: 0.5, activation: softmax } }';
  expect(adviceOn([flatten, '{ name: last, type: dense, units: classes }'], { defaults })).toEqual([
    '8:31 warning regularity/output-dropout dropout "last_dropout" sets class scores to zero during training',
  ]);
});
