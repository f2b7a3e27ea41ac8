import { expect, it } from 'vitest';
import { adviceOn, flatten, output } from './advice';

it.each<[what: string, blocks: readonly string[], expected: readonly string[]]>([
  [
    'softmax in the middle',
    [flatten, '{ name: a, type: dense, units: 8, activation: softmax, dropout: 0.5 }', output],
    [
      '7:51 warning regularity/hidden-softmax the softmax in "a_activation" comes before "dense2_dense": its small gradients slow the training of all earlier layers',
    ],
  ],
  [
    'softmax twice',
    [flatten, output, '{ type: activation, function: softmax }'],
    [
      '7:48 warning regularity/hidden-softmax the softmax in "dense1_activation" is followed by another softmax, which makes the scores nearly equal',
    ],
  ],
  [
    'softmax as weights of a sum',
    [
      '{ name: a, type: conv, filters: 3, kernel: 1, activation: softmax }',
      '{ type: add, from: [a, input] }',
      flatten,
      output,
    ],
    [],
  ],
  [
    'softmax before a global mean',
    ['{ type: conv, filters: classes, kernel: 3, activation: softmax }', '{ type: globalAveragePool }'],
    [],
  ],
  [
    'one softmax before two layers',
    [
      flatten,
      '{ name: a, type: dense, units: 10, activation: softmax }',
      '{ name: b, type: dense, units: 10, activation: relu, from: a }',
      '{ name: c, type: dense, units: 10, activation: relu, from: a }',
      '{ name: sum, type: add, from: [b, c] }',
      output,
    ],
    [
      '7:52 warning regularity/hidden-softmax the softmax in "a_activation" comes before "b_dense": its small gradients slow the training of all earlier layers',
    ],
  ],
])('%s', (_what, blocks, expected) => {
  expect(adviceOn(blocks)).toEqual(expected);
});
