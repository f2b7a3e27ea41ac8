import { composeLine, paddingAlong } from './compose-line';
import type { DiagramDirection } from './figure';
import { axesOf, figureGap, moved, movedFrame, type Placed, type PlacedSection } from './placed';
import type { SectionFrame } from './sections';

/** Lines longer than this, the width of a page, are broken. */
const maxLength: Readonly<Record<DiagramDirection, number>> = { right: 1280, down: 1100 };
/** Gap between two lines: room for the edge from one to the next. */
const lineGap = 36;
/** How far that edge extends beyond the ends of the lines. */
const turn = 12;

/** Places sections in a row with their axes aligned, and breaks lines that become too long. */
export function compose(
  sections: readonly PlacedSection[],
  frames: readonly SectionFrame[],
  direction: DiagramDirection,
): Placed {
  const axes = axesOf[direction];
  const { start, end } = paddingAlong(direction);
  const lengths = sections.map(axes.length);
  const lengthOf = (first: number, last: number) =>
    lengths.slice(first, last + 1).reduce((sum, length) => sum + length, 0) +
    (last - first) * figureGap +
    frames.filter((frame) => frame.first <= last && frame.last >= first).length * (start + end);
  const ends = breakLines(sections.length, frames, maxLength[direction], lengthOf);
  const lines = ends.map((last, i) =>
    composeLine(sections, frames, (ends[i - 1] ?? -1) + 1, last, direction),
  );

  const longest = Math.max(0, ...lines.map((line) => line.length));
  const margin = lines.length > 1 ? turn : 0;
  let position = 0;
  const placed = lines.map((line, i) => {
    const across = position - line.span.from;
    position += line.span.to - line.span.from + (i < lines.length - 1 ? lineGap : 0);
    return { line, shift: axes.point(margin, across), after: position - lineGap / 2 };
  });
  const turns = placed.slice(1).map(({ line, shift }, i): Placed['edges'][number] => {
    const previous = placed[i];
    const from = moved(previous?.line.leave ?? line.enter, previous?.shift ?? shift);
    const to = moved(line.enter, shift);
    const beyond = margin + (previous?.line.length ?? 0) + turn;
    const gutter = previous?.after ?? 0;
    return {
      arrow: line.arrow,
      points: [
        from,
        axes.point(beyond, axes.across(from)),
        axes.point(beyond, gutter),
        axes.point(0, gutter),
        axes.point(0, axes.across(to)),
        to,
      ],
    };
  });
  const size = axes.point(longest + 2 * margin, position);
  return {
    width: size.x,
    height: size.y,
    figures: placed.flatMap(({ line, shift }) => line.figures.map((figure) => moved(figure, shift))),
    frames: placed.flatMap(({ line, shift }) => line.frames.map((frame) => movedFrame(frame, shift))),
    edges: [
      ...placed.flatMap(({ line, shift }) =>
        line.edges.map(({ points, arrow }) => ({
          arrow,
          points: points.map((point) => moved(point, shift)),
        })),
      ),
      ...turns,
    ],
  };
}

/** The cost of breaking a line inside a frame, relative to that of an empty line. */
const brokenFrameCost = 1;

/**
 * Breaks the sections into lines of similar length that are not longer than `limit`, if possible, preferably between
 * frames rather than inside them.
 *
 * @param lengthOf returns the length of a line with the sections between two positions
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
  /** For the first n sections: the lowest cost, and where their last line starts. */
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
