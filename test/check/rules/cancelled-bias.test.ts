import { expect, it } from 'vitest';
import { adviceOn, flatten, output } from './advice';

it.each<[what: string, blocks: readonly string[], expected: readonly string[]]>([
  [
    'a bias before batch norm',
    ['{ name: a, type: conv, filters: 4, kernel: 3, batchNorm: true, activation: relu }', flatten, output],
    [
      '6:22 note regularity/cancelled-bias batch norm "a_batchNorm" cancels the bias of "a_conv": 4 parameters have no effect',
    ],
  ],
  [
    'a bias in a block of its own',
    [
      '{ name: a, type: depthwiseConv, kernel: 3 }',
      '{ name: b, type: batchNorm }',
      '{ type: activation, function: relu }',
      flatten,
      output,
    ],
    [
      '6:22 note regularity/cancelled-bias batch norm "b" cancels the bias of "a_conv": 3 parameters have no effect',
    ],
  ],
  [
    'no bias',
    [
      '{ type: conv, filters: 4, kernel: 3, batchNorm: true, bias: false, activation: relu }',
      flatten,
      output,
    ],
    [],
  ],
  [
    'batch norm after the activation',
    [
      '{ type: conv, filters: 4, kernel: 3, batchNorm: true, activation: relu, order: [conv, activation, batchNorm, pool, dropout] }',
      flatten,
      output,
    ],
    [],
  ],
])('%s', (_what, blocks, expected) => {
  expect(adviceOn(blocks)).toEqual(expected);
});
