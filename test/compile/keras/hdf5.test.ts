import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hdf5Reason, slabShape, slabs } from '../../../src/base/hdf5/hdf5';

const shape = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 4 });
const limit = fc.integer({ min: 1, max: 200 });

test('slabs are consecutive and match the ranges of a row-major array', () => {
  fc.assert(
    fc.property(shape, limit, (shape, limit) => {
      const total = shape.reduce((product, size) => product * size, 1);
      let next = 0;
      for (const { ranges, from, to } of slabs(shape, limit)) {
        expect(from).toBe(next);
        expect(to - from).toBeLessThanOrEqual(limit);
        const indices = ranges.reduce(
          (flat, [start, end], axis) =>
            flat.flatMap((index) =>
              Array.from({ length: end - start }, (_, i) => index * (shape[axis] ?? 1) + start + i),
            ),
          [0],
        );
        expect(indices).toEqual(Array.from({ length: to - from }, (_, i) => from + i));
        next = to;
      }
      expect(next).toBe(total);
    }),
  );
});

test.each([
  [
    [9216, 4096],
    [256, 4096],
  ],
  [
    [3, 3, 384, 512],
    [1, 3, 384, 512],
  ],
  [
    [4096, 12],
    [4096, 12],
  ],
  [[3_000_000], [1_000_000]],
  [[], []],
])('an array of shape %j is split into blocks of %j', (shape, block) => {
  expect(slabShape(shape)).toEqual(block);
});

test.each([
  ['one line', new Error('file signature not found'), 'file signature not found'],
  [
    'a stack',
    new Error(
      'HDF5-DIAG: …\n  #000: a.c line 1 in H5Fopen(): unable to open\n  #001: b.c line 2 in H5F__super(): truncated file: eof = 96\n',
    ),
    'truncated file: eof = 96',
  ],
  [
    'a failure of the system',
    new Error(
      "  #000: a.c line 1 in H5FD__write(): write failed: errno = 51, error message = 'No space left on device', buf = 1",
    ),
    'no space left on device',
  ],
  ['no error', 'trap', 'trap'],
])('finds the reason in %s', (_, error, reason) => {
  expect(hdf5Reason(error)).toBe(reason);
});
