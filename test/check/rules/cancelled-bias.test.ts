import { expect, it } from 'vitest';
import { adviceOn, flatten, output } from './advice';

it.each<[what: string, blocks: readonly string[], expected: readonly string[]]>([
  [
    'a bias before batch norm',
    ['{ name: a, type: conv, filters: 4, kernel: 3, batchNorm: true, activation: relu }', flatten, output],
    [
      '6:22 note regularity/cancelled-bias batchNorm "a" cancels the bias of conv2d "a": 4 parameters without effect',
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
      '6:22 note regularity/cancelled-bias batchNorm "b" cancels the bias of depthwiseConv2d "a": 3 parameters without effect',
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
    'batch norm behind the activation',
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
