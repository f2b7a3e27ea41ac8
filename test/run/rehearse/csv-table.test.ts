import { expect, it } from 'vitest';
import { readCsv } from '../../../src/run/rehearse/csv-table';

it.each([
  [
    'a,b\n1,2\n',
    [
      [1, 'a', 'b'],
      [2, '1', '2'],
    ],
  ],
  [
    'a;b\r\n"x;y";"say ""so"""\r\n',
    [
      [1, 'a', 'b'],
      [2, 'x;y', 'say "so"'],
    ],
  ],
  [
    'a|b\n1|\n\n |2',
    [
      [1, 'a', 'b'],
      [2, '1', ''],
      [4, '', '2'],
    ],
  ],
  [
    'a,b\n"two\nlines",2\n3,4',
    [
      [1, 'a', 'b'],
      [2, 'two\nlines', '2'],
      [4, '3', '4'],
    ],
  ],
  [
    'a,b\n"never closed,2',
    [
      [1, 'a', 'b'],
      [2, 'never closed,2'],
    ],
  ],
  ['a', [[1, 'a']]],
  ['', []],
])('reads the rows of %j', (text, rows) => {
  expect(readCsv(text).map(({ line, cells }) => [line, ...cells])).toEqual(rows);
});
