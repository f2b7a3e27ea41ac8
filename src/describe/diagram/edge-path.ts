import type { Point } from './figure';
import { decimal } from './xml';

/** Radius of the corners of edges. */
const cornerRadius = 5;
const arrowLength = 6;

/** Removes points on the straight line between their neighbors. */
export function withoutDetours(points: readonly Point[]): readonly Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    const [before, last] = [kept.at(-2), kept.at(-1)];
    if (last && near(last.x, point.x) && near(last.y, point.y)) kept.pop();
    else if (before && last && (allNear(before.x, last.x, point.x) || allNear(before.y, last.y, point.y)))
      kept.pop();
    kept.push(point);
  }
  return kept;
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.05;
}

function allNear(a: number, b: number, c: number): boolean {
  return near(a, b) && near(b, c);
}

/** A path along the points, with rounded corners. */
export function rounded(points: readonly Point[]): string {
  const parts = points.map((point, i) => {
    const [before, after] = [points[i - 1], points[i + 1]];
    if (!before) return `M${at(point)}`;
    if (!after) return `L${at(point)}`;
    const radius = Math.min(cornerRadius, distance(before, point) / 2, distance(point, after) / 2);
    return `L${at(towards(point, before, radius))}Q${at(point)} ${at(towards(point, after, radius))}`;
  });
  return parts.join('');
}

/** A triangle with its tip at `tip`, for an edge from `before`. */
export function arrowHead(before: Point, tip: Point): string {
  const base = towards(tip, before, arrowLength);
  const side = { x: (tip.y - base.y) / 2, y: (base.x - tip.x) / 2 };
  const [a, b] = [
    { x: base.x + side.x, y: base.y + side.y },
    { x: base.x - side.x, y: base.y - side.y },
  ];
  return `M${at(tip)}L${at(a)}L${at(b)}Z`;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** The point at distance `far` from one point in the direction of another. */
function towards(from: Point, to: Point, far: number): Point {
  const share = far / (distance(from, to) || 1);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** Writes a point as in SVG paths. */
export function at({ x, y }: Point): string {
  return `${decimal(x)} ${decimal(y)}`;
}
