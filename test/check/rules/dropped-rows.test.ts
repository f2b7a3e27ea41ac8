import { expect, it } from 'vitest';
import { adviceOn, flatten, output } from './advice';

const conv = (options: string) => `{ name: a, type: conv, filters: 4, activation: relu, ${options} }`;

it.each<[options: string, expected: readonly string[]]>([
  ['kernel: 3', []],
  [
    'kernel: 2, stride: 2',

    [],
  ],
  [
    'kernel: 3, stride: 2, padding: same',

    [],
  ],
  [
    'kernel: 3, stride: 2',

    [
      '6:77 note regularity/dropped-rows "a_conv" never reads the last row and the last column of its input [32, 32, 3]',
    ],
  ],
  [
    'kernel: 4, stride: [2, 3]',

    ['6:77 note regularity/dropped-rows "a_conv" never reads the last column of its input [32, 32, 3]'],
  ],
  [
    'kernel: 6, stride: [1, 9]',

    [
      '6:77 note regularity/dropped-rows "a_conv" never reads the last 8 columns of its input [32, 32, 3]',
      '6:77 warning regularity/skipped-rows "a_conv" skips columns between its windows: stride [1, 9] is larger than kernel [6, 6]',
    ],
  ],
  [
    'kernel: 3, dilation: 3',

    [],
  ],
  [
    'kernel: 1, stride: 2',

    [
      '6:77 note regularity/dropped-rows "a_conv" never reads the last row and the last column of its input [32, 32, 3]',
    ],
  ],
  [
    'kernel: 3, pool: 4',

    [
      '6:75 note regularity/dropped-rows "a_pool" never reads the last 2 rows and the last 2 columns of its input [30, 30, 4]',
    ],
  ],
  [
    'kernel: 3, pool: { type: average, size: [4, 3] }',

    ['6:69 note regularity/dropped-rows "a_pool" never reads the last 2 rows of its input [30, 30, 4]'],
  ],
])('%s', (options, expected) => {
  expect(adviceOn([conv(options), flatten, output])).toEqual(expected);
});
