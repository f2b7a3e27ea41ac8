import { expect, it } from 'vitest';
import { adviceOn, flatten, output } from './advice';

it.each<[what: string, blocks: readonly string[], expected: readonly string[]]>([
  [
    'dropout before batch norm',
    [
      '{ name: a, type: dropout, rate: 0.1 }',
      '{ type: maxPool }',
      '{ name: b, type: batchNorm }',
      flatten,
      output,
    ],
    [
      '6:37 note regularity/dropout-before-batch-norm dropout "a" comes directly before batch norm "b", which then learns a variance that is wrong at inference',
    ],
  ],
  [
    'the dropout of a block before the batch norm of the next',
    [
      '{ name: a, type: conv, filters: 4, kernel: 3, activation: relu, dropout: 0.2 }',
      '{ name: b, type: batchNorm }',
      flatten,
      output,
    ],
    [
      '6:78 note regularity/dropout-before-batch-norm dropout "a_dropout" comes directly before batch norm "b", which then learns a variance that is wrong at inference',
    ],
  ],
  [
    'dropout before a conv before batch norm',
    [
      '{ type: dropout, rate: 0.1 }',
      '{ type: conv, filters: 4, kernel: 3, activation: relu }',
      '{ type: batchNorm }',
      flatten,
      output,
    ],
    [],
  ],
  ['dropout after batch norm', ['{ type: batchNorm }', '{ type: dropout, rate: 0.1 }', flatten, output], []],
])('%s', (_what, blocks, expected) => {
  expect(adviceOn(blocks)).toEqual(expected);
});
