import type { LocatedDocument, Path } from '../../base/source/located-document';
import { valueAt } from '../../language/report-issues';
import { kindOf } from '../../layers/kinds';
import type { Layer } from '../../layers/layer';
import type { Pair, Shape } from '../../layers/shapes';
import type { Window } from '../../layers/window';
import type { CheckedNetwork } from '../check-shapes';
import type { GraphNode } from '../layer-graph';

/** A layer with a sliding window and a known input. */
export interface WindowedLayer {
  readonly node: GraphNode & { readonly layer: Layer };
  readonly window: Window;
  readonly input: Shape;
  readonly output: Shape;
}

/** The axes of a window, by index. */
export const axes = ['row', 'column'] as const;

/** Returns every layer with a sliding window and a known input. */
export function windowedLayers({ shapes }: CheckedNetwork): readonly WindowedLayer[] {
  return [...shapes.values()].flatMap(({ node, inputShapes, outputShape }) => {
    const [input] = inputShapes;
    const window = node.layer && kindOf(node.layer).shape.window?.(node.layer.config);
    if (!window || !input || !node.layer) return [];
    return [{ node: { ...node, layer: node.layer }, window, input, output: outputShape }];
  });
}

/** Number of rows (or columns) that one window spans, including its dilation. */
export function span({ size, dilation = [1, 1] }: Window, axis: number): number {
  return alongAxis(dilation, axis) * (alongAxis(size, axis) - 1) + 1;
}

/** Number of rows (or columns) from the start of the first of `count` windows to the end of the last. */
export function reach(window: Window, axis: number, count: number): number {
  return (count - 1) * alongAxis(window.stride, axis) + span(window, axis);
}

export function alongAxis(sizes: Shape | Pair | readonly number[], axis: number): number {
  return sizes[axis] ?? 0;
}

/** Returns the path of an option, or of the scalar that sets several options, such as the `2` in `pool: 2`. */
export function writtenOrShort(document: LocatedDocument, path: Path): Path {
  const owner = path.slice(0, -1);
  return document.has(owner) && typeof valueAt(document.value, owner) !== 'object' ? owner : path;
}
