import type { DiagramDirection, Point } from './figure';
import {
  axesOf,
  figureGap,
  framePadding,
  moved,
  movedFrame,
  type Placed,
  type PlacedFrame,
  type PlacedSection,
  type Span,
  titleInset,
} from './placed';
import type { SectionFrame } from './sections';

/** Sections in a row. The line starts at 0 along the direction, and its entry point is at 0 across. */
export interface Line extends Pick<Placed, 'figures' | 'frames' | 'edges'> {
  readonly length: number;
  /** Its extent across the direction. */
  readonly span: Span;
  readonly enter: Point;
  readonly leave: Point;
  /** Whether its entry point is at a figure rather than at a fork. */
  readonly arrow: boolean;
}

/** The padding of frames at their start and end along the direction, and on both sides across it. */
export function paddingAlong(direction: DiagramDirection) {
  const { top, right, bottom, left } = framePadding;
  return direction === 'right'
    ? { start: left, end: right, before: top, after: bottom }
    : { start: top, end: bottom, before: left, after: right };
}

/**
 * Builds the line of the sections between two positions. The line and its axis start at 0. Sections and frames are
 * first placed along it; then the frames get their breadth from their contents.
 */
export function composeLine(
  sections: readonly PlacedSection[],
  frames: readonly SectionFrame[],
  first: number,
  last: number,
  direction: DiagramDirection,
): Line {
  const axes = axesOf[direction];
  const { length, inLine, pieces } = putInLine(sections.slice(first, last + 1), frames, first, direction);
  const { drawn, span } = drawFrames(pieces, inLine, direction);
  const [head] = inLine;
  const tail = inLine.at(-1);
  return {
    length,
    span,
    arrow: head?.section.arrow ?? true,
    enter: head ? moved(head.section.enter, head.offset) : axes.point(0, 0),
    leave: tail ? moved(tail.section.leave, tail.offset) : axes.point(0, 0),
    figures: inLine.flatMap(({ section, offset }) => section.figures.map((figure) => moved(figure, offset))),
    frames: [...drawn, ...innerFrames(inLine, drawn.length)],
    edges: [...jointsOf(inLine), ...innerEdges(inLine)],
  };
}

interface SectionInLine {
  readonly section: PlacedSection;
  readonly offset: Point;
}

/** The piece of a frame that is in the line; a frame may start before the line and continue after it. */
interface FramePiece {
  readonly frame: SectionFrame;
  /** Its sections, counted within the line. */
  readonly first: number;
  readonly last: number;
  /** Its range along the direction. */
  readonly range: Span;
}

/** Places sections along the direction, with gaps between them and room where frames start and end. */
function putInLine(
  sections: readonly PlacedSection[],
  frames: readonly SectionFrame[],
  first: number,
  direction: DiagramDirection,
): {
  readonly length: number;
  readonly inLine: readonly SectionInLine[];
  readonly pieces: readonly FramePiece[];
} {
  const axes = axesOf[direction];
  const padding = paddingAlong(direction);
  const pieces = frames
    .filter((frame) => frame.first < first + sections.length && frame.last >= first)
    .map((frame) => ({
      frame,
      first: Math.max(frame.first - first, 0),
      last: Math.min(frame.last - first, sections.length - 1),
      range: { from: 0, to: 0 },
    }));
  let along = 0;
  let axis = 0;
  const inLine = sections.map((section, i) => {
    if (i > 0) along += figureGap;
    for (const piece of pieces) {
      if (piece.first !== i) continue;
      piece.range.from = along;
      along += padding.start;
    }
    const offset = axes.point(along, axis - axes.across(section.enter));
    along += axes.length(section);
    axis += axes.across(section.leave) - axes.across(section.enter);
    for (const piece of pieces.toReversed()) {
      if (piece.last !== i) continue;
      along += padding.end;
      piece.range.to = along;
    }
    return { section, offset };
  });
  return { length: along, inLine, pieces };
}

/** Draws the line's own frames. Also returns the line's extent across the direction, frames included. */
function drawFrames(
  pieces: readonly FramePiece[],
  inLine: readonly SectionInLine[],
  direction: DiagramDirection,
): { readonly drawn: readonly PlacedFrame[]; readonly span: Span } {
  const axes = axesOf[direction];
  const { before, after } = paddingAlong(direction);
  const spans: Span[] = inLine.map(({ section, offset }) => ({
    from: axes.across(offset),
    to: axes.across(offset) + axes.breadth(section),
  }));
  const drawn: PlacedFrame[] = [];
  // Inner frames widen the contents of outer ones.
  for (const { frame, first, last, range } of pieces.toReversed()) {
    const span = union(spans.slice(first, last + 1));
    const wider = { from: span.from - before, to: span.to + after };
    for (let i = first; i <= last; i += 1) spans[i] = union([spans[i] ?? wider, wider]);
    const around = pieces.filter(
      (other) => other.frame.first <= frame.first && other.frame.last >= frame.last,
    );
    const box = axes.box(range, wider);
    const entered = inLine[first];
    const axis = entered ? moved(entered.section.enter, entered.offset).x : box.x;
    drawn.unshift({
      ...frame.frame,
      ...box,
      depth: around.length - 1,
      titleLeft: titleInset + (direction === 'right' ? box.x : axis),
    });
  }
  return { drawn, span: union(spans) };
}

/** Edges from the exit point of each section to the entry point of the next. */
function jointsOf(inLine: readonly SectionInLine[]): Line['edges'] {
  return inLine.slice(1).map(({ section, offset }, i) => {
    const previous = inLine[i];
    const from = previous ? moved(previous.section.leave, previous.offset) : offset;
    return { arrow: section.arrow, points: [from, moved(section.enter, offset)] };
  });
}

function innerFrames(inLine: readonly SectionInLine[], depth: number): Line['frames'] {
  return inLine.flatMap(({ section, offset }) =>
    section.frames.map((frame) => ({ ...movedFrame(frame, offset), depth: frame.depth + depth })),
  );
}

function innerEdges(inLine: readonly SectionInLine[]): Line['edges'] {
  return inLine.flatMap(({ section, offset }) =>
    section.edges.map(({ points, arrow }) => ({
      arrow,
      points: points.map((point) => moved(point, offset)),
    })),
  );
}

function union(spans: readonly Span[]): Span {
  return {
    from: Math.min(...spans.map(({ from }) => from)),
    to: Math.max(...spans.map(({ to }) => to)),
  };
}
