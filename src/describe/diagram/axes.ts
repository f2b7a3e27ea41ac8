import type { Box, DiagramDirection, Point } from './figure';

/** A range on one axis. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Points and boxes by where they lie along the direction of the network and across it. */
export interface Axes {
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
