import { expect, it } from 'vitest';
import { adviceOn, flatten, output } from './advice';

const conv = (options: string) => `{ name: a, type: conv, filters: 4, activation: relu, ${options} }`;

it.each<[options: string, expected: readonly string[]]>([
  [
    'kernel: 3, padding: same, pool: { size: 2, stride: 3, padding: same }',

    [
      '6:109 warning regularity/skipped-rows "a_pool" skips rows and columns between its windows: stride [3, 3] is larger than size [2, 2]',
    ],
  ],
  [
    'kernel: [1, 2], stride: 4, padding: same',

    [
      '6:82 warning regularity/skipped-rows "a_conv" skips columns between its windows: stride [4, 4] is larger than kernel [1, 2]',
    ],
  ],
  [
    'kernel: 3, stride: 3, padding: same',

    [],
  ],

  [
    'kernel: 3, padding: same, pool: { size: 1, stride: 31 }',

    [],
  ],
])('%s', (options, expected) => {
  expect(adviceOn([conv(options), flatten, output])).toEqual(expected);
});
