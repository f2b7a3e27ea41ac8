import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { histogramBuckets } from '../../../../src/base/codecs/tensorboard';

const { histogram_cases: cases } = JSON.parse(
  readFileSync(new URL('../../../reference/tensorboard/histogram-cases.json', import.meta.url), 'utf8'),
) as { histogram_cases: { name: string; values: number[]; buckets: number[][] }[] };

test.each(cases)('the buckets of "$name" match TensorFlow', ({ values, buckets }) => {
  expect(Array.from(histogramBuckets(Float32Array.from(values)))).toEqual(buckets.flat());
});

const { NaN: nan, POSITIVE_INFINITY: inf, NEGATIVE_INFINITY: negative } = Number;

test.each([
  [
    [1, nan, 2],
    [nan, nan, 0],
    [nan, nan, 0],
    [nan, nan, 0],
  ],
  [
    [inf, 1, 2],
    [1, inf, 2],
    [inf, inf, 0],
    [inf, inf, 0],
  ],
  [
    [negative, 1, 2],
    [negative, nan, 0],
    [nan, nan, 0],
    [nan, 2, 0],
  ],
  [
    [inf, inf],
    [inf, nan, 0],
    [nan, nan, 0],
    [nan, inf, 0],
  ],
  [
    [negative, inf, 0],
    [negative, nan, 0],
    [nan, nan, 0],
    [nan, inf, 0],
  ],
])('%j: first, second and last row match TensorFlow', (values, first, second, last) => {
  const rows = histogramBuckets(Float32Array.from(values));
  expect([0, 1, 29].map((row) => Array.from(rows.subarray(row * 3, row * 3 + 3)))).toEqual([
    first,
    second,
    last,
  ]);
});

test('counts are exact beyond the precision of float32', () => {
  const values = new Float32Array(2 ** 24 + 3).fill(0.25);
  expect(histogramBuckets(values)[89]).toBe(2 ** 24 + 3);
});
