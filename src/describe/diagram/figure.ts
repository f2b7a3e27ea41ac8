import type { MergeRole, SlabRole } from '../../layers/description';
import type { Shape } from '../../layers/shapes';
import type { FontWeight } from './text-width';

/** The direction of the network. */
export type DiagramDirection = 'right' | 'down';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** A feature map: a cuboid whose front is the lower left part of the box, with its depth up and to the right. */
export interface Slab extends Box {
  readonly role: SlabRole;
  /** How far the back is shifted up and to the right; included in the box. */
  readonly depth: number;
}

/** A step: a bar with text, which runs upwards if the bar is upright. */
export interface Bar extends Box {
  readonly text: string;
  readonly upright: boolean;
}

export interface Merge {
  readonly center: Point;
  readonly radius: number;
  readonly role: MergeRole;
}

export type LabelStyle = 'name' | 'does' | 'shape';

export interface Label extends Point {
  /** `y` is the baseline. */
  readonly text: string;
  readonly style: LabelStyle;
  readonly anchor: 'middle' | 'start';
}

/** A drawn node, relative to the upper left corner of its box. */
export interface Figure {
  readonly width: number;
  readonly height: number;
  /** Where edges end and start. On one line along the direction. */
  readonly enter: Point;
  readonly leave: Point;
  readonly slabs: readonly Slab[];
  readonly bars: readonly Bar[];
  readonly merges: readonly Merge[];
  readonly labels: readonly Label[];
}

export const fontSizes: Readonly<Record<LabelStyle, number>> = { name: 11, does: 10.5, shape: 10.5 };

/** The font weight of a label style. */
export function weightOf(style: LabelStyle): FontWeight {
  return style === 'name' ? 'bold' : 'regular';
}

/** `60×60×32`. */
export function shapeText(shape: Shape): string {
  return shape.join('×');
}
