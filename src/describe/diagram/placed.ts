import type { DiagramNode } from './diagram-graph';
import type { Box, DiagramDirection, Figure, Point } from './figure';

/** Room that a frame keeps around what is in it; its title stands in the upper part. */
export const framePadding = { top: 24, right: 10, bottom: 10, left: 10 } as const;
/** Between the title of a frame and what is to its left. */
export const titleInset = 8;
/** Between two figures along the direction: room for an arrow. */
export const figureGap = 16;

export interface PlacedFigure extends Point {
  readonly node: DiagramNode;
  readonly figure: Figure;
}

export interface PlacedFrame extends Box {
  readonly title: string;
  /** The name of the frame in the whole network. */
  readonly name: string;
  /** Where its title begins from the left, and no edge crosses it. */
  readonly titleLeft: number;
  /** Frames around it. */
  readonly depth: number;
}

/** A line with right angles, with or without an arrow at its last point. */
export interface PlacedEdge {
  readonly points: readonly Point[];
  readonly arrow: boolean;
}

/** What a part of the diagram comes to, from its upper left corner. */
export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly figures: readonly PlacedFigure[];
  readonly frames: readonly PlacedFrame[];
  readonly edges: readonly PlacedEdge[];
}

export interface PlacedSection extends Placed {
  /** Where what it takes comes in, and where its output leaves. */
  readonly enter: Point;
  readonly leave: Point;
  /** Whether a figure is where it comes in, rather than a fork. */
  readonly arrow: boolean;
}

/** The point, or whatever has one, further to the right and down. */
export function moved<P extends Point>(point: P, by: Point): P {
  return { ...point, x: point.x + by.x, y: point.y + by.y };
}

/** A frame with its title. */
export function movedFrame(frame: PlacedFrame, by: Point): PlacedFrame {
  return { ...moved(frame, by), titleLeft: frame.titleLeft + by.x };
}

/** A range on one axis. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Points and boxes by where they lie along the direction of the network and across it. */
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
