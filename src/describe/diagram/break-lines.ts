import type { SectionFrame } from './sections';

/** What it costs to break a line inside of a frame, where a line that is left empty costs 1. */
const brokenFrameCost = 1;

/**
 * Breaks the sections into lines that are about as long as each other and not longer than `limit`, where that is
 * possible, and rather between frames than inside of them.
 *
 * @param lengthOf how long a line of the sections from one position up to another is
 * @returns the position of the last section of each line
 */
export function breakLines(
  count: number,
  frames: readonly SectionFrame[],
  limit: number,
  lengthOf: (first: number, last: number) => number,
): readonly number[] {
  const broken = new Array<number>(count).fill(0);
  for (const { first, last } of frames)
    for (let i = first; i < last; i += 1) broken[i] = (broken[i] ?? 0) + brokenFrameCost;
  /** For the first n sections: the least cost, and where the last of their lines begins. */
  const best: { readonly cost: number; readonly start: number }[] = [{ cost: 0, start: 0 }];
  for (let end = 0; end < count; end += 1) {
    let found = { cost: Number.POSITIVE_INFINITY, start: end };
    for (let start = end; start >= 0; start -= 1) {
      const length = lengthOf(start, end);
      if (length > limit && start < end) break;
      const slack = 1 - Math.min(1, length / limit);
      const cost = (best[start]?.cost ?? 0) + slack ** 2 + (end === count - 1 ? 0 : (broken[end] ?? 0));
      if (cost < found.cost) found = { cost, start };
    }
    best.push(found);
  }
  const ends: number[] = [];
  for (let end = count; end > 0; end = best[end]?.start ?? 0) ends.unshift(end - 1);
  return ends;
}
