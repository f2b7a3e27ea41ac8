import type { DiagramNode } from './diagram-graph';
import type { Box, DiagramDirection, Figure, Point } from './figure';

/** Padding of a frame around its contents; the title is in the upper part. */
export const framePadding = { top: 24, right: 10, bottom: 10, left: 10 } as const;
/** Gap to the left of a frame's title. */
export const titleInset = 8;
/** Gap between two figures along the direction: room for an arrow. */
export const figureGap = 16;

export interface PlacedFigure extends Point {
  readonly node: DiagramNode;
  readonly figure: Figure;
}

export interface PlacedFrame extends Box {
  readonly title: string;
  /** The full name of the frame. */
  readonly name: string;
  /** The left position of its title, where no edge crosses it. */
  readonly titleLeft: number;
  /** The number of frames around it. */
  readonly depth: number;
}

/** A line with right angles and an optional arrow at its last point. */
export interface PlacedEdge {
  readonly points: readonly Point[];
  readonly arrow: boolean;
}

/** A laid-out part of the diagram, relative to its upper left corner. */
export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly figures: readonly PlacedFigure[];
  readonly frames: readonly PlacedFrame[];
  readonly edges: readonly PlacedEdge[];
}

export interface PlacedSection extends Placed {
  /** The points where its input enters and its output leaves. */
  readonly enter: Point;
  readonly leave: Point;
  /** Whether its entry point is at a figure rather than at a fork. */
  readonly arrow: boolean;
}

/** Moves a point, or an object with one, to the right and down. */
export function moved<P extends Point>(point: P, by: Point): P {
  return { ...point, x: point.x + by.x, y: point.y + by.y };
}

/** Moves a frame with its title. */
export function movedFrame(frame: PlacedFrame, by: Point): PlacedFrame {
  return { ...moved(frame, by), titleLeft: frame.titleLeft + by.x };
}

/** A range on one axis. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Coordinates of points and boxes along the direction of the network and across it. */
interface Axes {
  along(point: Point): number;
  across(point: Point): number;
  /** Its size along the direction. */
  length(size: { readonly width: number; readonly height: number }): number;
  /** Its size across the direction. */
  breadth(size: { readonly width: number; readonly height: number }): number;
  point(along: number, across: number): Point;
  box(along: Span, across: Span): Box;
}

export const axesOf: Readonly<Record<DiagramDirection, Axes>> = {
  right: {
    along: ({ x }) => x,
    across: ({ y }) => y,
    length: ({ width }) => width,
    breadth: ({ height }) => height,
    point: (x, y) => ({ x, y }),
    box: (x, y) => ({ x: x.from, y: y.from, width: x.to - x.from, height: y.to - y.from }),
  },
  down: {
    along: ({ y }) => y,
    across: ({ x }) => x,
    length: ({ height }) => height,
    breadth: ({ width }) => width,
    point: (y, x) => ({ x, y }),
    box: (y, x) => ({ x: x.from, y: y.from, width: x.to - x.from, height: y.to - y.from }),
  },
};
