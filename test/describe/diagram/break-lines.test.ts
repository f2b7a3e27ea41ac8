import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakLines } from '../../../src/describe/diagram/compose';

const frame = (first: number, last: number) => ({ frame: { name: '', title: '', nodes: [] }, first, last });
const of = (lengths: readonly number[]) => (first: number, last: number) =>
  lengths.slice(first, last + 1).reduce((sum, length) => sum + length, 0);

describe('breakLines', () => {
  it.each([
    { what: 'keeps what fits on one line', lengths: [3, 3, 3], frames: [], ends: [2] },
    { what: 'makes lines about as long as each other', lengths: [3, 3, 3, 3], frames: [], ends: [1, 3] },
    { what: 'gives a section that is too long a line', lengths: [3, 15, 3], frames: [], ends: [0, 1, 2] },
    { what: 'breaks between frames', lengths: [3, 3, 3, 3], frames: [frame(1, 3)], ends: [0, 3] },
    { what: 'breaks a frame that is too long', lengths: [6, 6], frames: [frame(0, 1)], ends: [0, 1] },
  ])('$what', ({ lengths, frames, ends }) => {
    expect(breakLines(lengths.length, frames, 10, of(lengths))).toEqual(ends);
  });

  it('has each section once, on lines that are too long only if a single section is', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 30 }), (lengths) => {
        const ends = breakLines(lengths.length, [], 10, of(lengths));
        expect(ends.at(-1)).toBe(lengths.length - 1);
        for (const [i, end] of ends.entries()) {
          const start = (ends[i - 1] ?? -1) + 1;
          expect(end).toBeGreaterThanOrEqual(start);
          if (end > start) expect(of(lengths)(start, end)).toBeLessThanOrEqual(10);
        }
      }),
    );
  });
});
