import { axesOf, type Span } from './axes';
import type { DiagramDirection, Point } from './figure';
import {
  figureGap,
  framePadding,
  moved,
  movedFrame,
  type Placed,
  type PlacedFrame,
  type PlacedSection,
  titleInset,
} from './placed';
import type { SectionFrame } from './sections';

/** Sections one behind the other. It begins at 0 along the direction, and where it comes in is 0 across. */
export interface Line extends Pick<Placed, 'figures' | 'frames' | 'edges'> {
  readonly length: number;
  /** What it takes across the direction. */
  readonly span: Span;
  readonly enter: Point;
  readonly leave: Point;
  /** Whether a figure is where it comes in, rather than a fork. */
  readonly arrow: boolean;
}

/** What frames keep free at their start and end along the direction, and on both sides across it. */
export function paddingAlong(direction: DiagramDirection) {
  const { top, right, bottom, left } = framePadding;
  return direction === 'right'
    ? { start: left, end: right, before: top, after: bottom }
    : { start: top, end: bottom, before: left, after: right };
}

/** The line of the sections from one position up to another; it begins at 0, and so does its axis. */
export function composeLine(
  sections: readonly PlacedSection[],
  frames: readonly SectionFrame[],
  first: number,
  last: number,
  direction: DiagramDirection,
): Line {
  const axes = axesOf[direction];
  const { start, end, before, after } = paddingAlong(direction);
  const pieces = frames.filter((frame) => frame.first <= last && frame.last >= first);
  const starts = new Map<SectionFrame, number>();
  const stops = new Map<SectionFrame, number>();
  const offsets: Point[] = [];
  let along = 0;
  let axis = 0;
  for (let i = first; i <= last; i += 1) {
    const section = sections[i];
    if (!section) break;
    if (i > first) along += figureGap;
    for (const piece of pieces) {
      if (Math.max(piece.first, first) !== i) continue;
      starts.set(piece, along);
      along += start;
    }
    offsets.push(axes.point(along, axis - axes.across(section.enter)));
    along += axes.length(section);
    axis += axes.across(section.leave) - axes.across(section.enter);
    for (const piece of pieces.toReversed()) {
      if (Math.min(piece.last, last) !== i) continue;
      along += end;
      stops.set(piece, along);
    }
  }
  const inLine = sections.slice(first, last + 1).map((section, i) => ({
    section,
    offset: offsets[i] ?? { x: 0, y: 0 },
  }));
  const spans: Span[] = inLine.map(({ section, offset }) => ({
    from: axes.across(offset),
    to: axes.across(offset) + axes.breadth(section),
  }));
  const drawn: PlacedFrame[] = [];
  // The inner widen what the outer hold.
  for (const piece of pieces.toReversed()) {
    const from = Math.max(piece.first, first) - first;
    const to = Math.min(piece.last, last) - first;
    const span = union(spans.slice(from, to + 1));
    const wider = { from: span.from - before, to: span.to + after };
    for (let i = from; i <= to; i += 1) spans[i] = union([spans[i] ?? wider, wider]);
    const depth = pieces.filter((other) => other.first <= piece.first && other.last >= piece.last).length - 1;
    const range = { from: starts.get(piece) ?? 0, to: stops.get(piece) ?? 0 };
    const box = axes.box(range, wider);
    const entered = inLine[from];
    const axis = entered ? moved(entered.section.enter, entered.offset).x : box.x;
    drawn.unshift({
      ...piece.frame,
      ...box,
      depth,
      titleLeft: titleInset + (direction === 'right' ? box.x : axis),
    });
  }
  const joints = inLine.slice(1).map(({ section, offset }, i) => {
    const previous = inLine[i];
    const from = previous ? moved(previous.section.leave, previous.offset) : offset;
    return { arrow: section.arrow, points: [from, moved(section.enter, offset)] };
  });
  const [head] = inLine;
  const tail = inLine.at(-1);
  return {
    length: along,
    span: union(spans),
    arrow: head?.section.arrow ?? true,
    enter: head ? moved(head.section.enter, head.offset) : { x: 0, y: 0 },
    leave: tail ? moved(tail.section.leave, tail.offset) : { x: 0, y: 0 },
    figures: inLine.flatMap(({ section, offset }) => section.figures.map((figure) => moved(figure, offset))),
    frames: [
      ...drawn,
      ...inLine.flatMap(({ section, offset }) =>
        section.frames.map((frame) => ({
          ...movedFrame(frame, offset),
          depth: frame.depth + drawn.length,
        })),
      ),
    ],
    edges: [
      ...joints,
      ...inLine.flatMap(({ section, offset }) =>
        section.edges.map(({ points, arrow }) => ({
          arrow,
          points: points.map((point) => moved(point, offset)),
        })),
      ),
    ],
  };
}

function union(spans: readonly Span[]): Span {
  return {
    from: Math.min(...spans.map(({ from }) => from)),
    to: Math.max(...spans.map(({ to }) => to)),
  };
}
