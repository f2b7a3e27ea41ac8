import { expect, it } from 'vitest';
import { adviceOn, flatten, output } from './advice';

it.each<[what: string, blocks: readonly string[], expected: readonly string[]]>([
  [
    'relu twice',
    [
      '{ name: a, type: conv, filters: 4, kernel: 3, activation: relu }',
      '{ name: b, type: activation, function: relu }',
      flatten,
      output,
    ],
    ['7:44 warning regularity/idle-activation the relu in "b" has no effect after relu'],
  ],
  [
    'relu twice over a pool',
    [
      '{ name: a, type: conv, filters: 4, kernel: 3, activation: relu }',
      '{ type: maxPool }',
      '{ name: b, type: activation, function: relu }',
      flatten,
      output,
    ],
    ['8:44 warning regularity/idle-activation the relu in "b" has no effect after relu'],
  ],
  [
    'relu6 after relu',
    [
      '{ name: a, type: conv, filters: 4, kernel: 3, activation: relu }',
      '{ name: b, type: activation, function: relu6 }',
      flatten,
      output,
    ],
    [],
  ],
  [
    'relu after relu6',
    [
      '{ type: activation, function: relu6 }',
      '{ name: b, type: activation, function: relu }',
      flatten,
      output,
    ],
    ['7:44 warning regularity/idle-activation the relu in "b" has no effect after relu6'],
  ],
  [
    'relu after tanh',
    [
      '{ type: activation, function: tanh }',
      '{ name: b, type: activation, function: relu }',
      flatten,
      output,
    ],
    [],
  ],
  [
    'relu after a batch norm',
    [
      '{ name: a, type: conv, filters: 4, kernel: 3, activation: relu }',
      '{ type: batchNorm }',
      '{ name: b, type: activation, function: relu }',
      flatten,
      output,
    ],
    [],
  ],
  [
    'relu after a sum',
    [
      '{ name: x, type: activation, function: relu }',
      '{ type: add, from: [x, x] }',
      '{ name: b, type: activation, function: relu }',
      flatten,
      output,
    ],
    [],
  ],
])('%s', (_what, blocks, expected) => {
  expect(adviceOn(blocks)).toEqual(expected);
});
