import { expect, it } from 'vitest';
import { adviceOn, flatten, output } from './advice';

it.each<[what: string, blocks: readonly string[], expected: readonly string[]]>([
  [
    'the only layer with weights is frozen',
    [flatten, '{ type: dense, units: classes, activation: softmax, trainable: false }'],
    ['5:1 warning policy/nothing-trainable every block with weights is frozen: there is nothing to train'],
  ],
  [
    'every layer with weights is frozen',
    [
      '{ type: conv, filters: 4, kernel: 3, activation: relu, trainable: false }',
      flatten,
      '{ type: dense, units: classes, activation: softmax, trainable: false }',
    ],
    ['5:1 warning policy/nothing-trainable every block with weights is frozen: there is nothing to train'],
  ],
  [
    'the last layer learns',
    ['{ type: conv, filters: 4, kernel: 3, activation: relu, trainable: false }', flatten, output],
    [],
  ],
  [
    'no layer has weights',
    ['{ type: conv, filters: classes, kernel: 3, activation: softmax }', '{ type: globalAveragePool }'],
    [],
  ],
  [
    'a frozen block is not understood',
    [
      '{ type: conv, filters: many, kernel: 3, activation: relu, trainable: false }',
      flatten,
      '{ type: dense, units: classes, activation: softmax, trainable: false }',
    ],
    ['6:28 error spec/wrong-type expected a positive whole number, or "classes", received "many"'],
  ],
])('%s', (_what, blocks, expected) => {
  expect(adviceOn(blocks)).toEqual(expected);
});
