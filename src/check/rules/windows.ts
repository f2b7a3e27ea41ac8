import type { LocatedDocument, Path } from '../../base/source/located-document';
import { valueAt } from '../../language/report-issues';
import { kindOf } from '../../layers/kinds';
import type { Layer } from '../../layers/layer';
import type { Pair, Shape } from '../../layers/shapes';
import type { Window } from '../../layers/window';
import type { CheckedNetwork } from '../check-shapes';
import type { GraphNode } from '../layer-graph';

/** A layer whose window slides over a known input. */
export interface WindowedLayer {
  readonly node: GraphNode & { readonly layer: Layer };
  readonly window: Window;
  readonly input: Shape;
  readonly output: Shape;
}

/** The axes of a window, by their index. */
export const axes = ['row', 'column'] as const;

/** Every layer whose window slides over a known input. */
export function windowedLayers({ shapes }: CheckedNetwork): readonly WindowedLayer[] {
  return [...shapes.values()].flatMap(({ node, inputShapes, outputShape }) => {
    const [input] = inputShapes;
    const window = node.layer && kindOf(node.layer).shape.window?.(node.layer.config);
    if (!window || !input || !node.layer) return [];
    return [{ node: { ...node, layer: node.layer }, window, input, output: outputShape }];
  });
}

/** Rows (or columns) that one window spans, its dilation included. */
export function span({ size, dilation = [1, 1] }: Window, axis: number): number {
  return alongAxis(dilation, axis) * (alongAxis(size, axis) - 1) + 1;
}

/** Rows (or columns) from the start of the first window to the end of the last of `count`. */
export function reach(window: Window, axis: number, count: number): number {
  return (count - 1) * alongAxis(window.stride, axis) + span(window, axis);
}

export function alongAxis(sizes: Shape | Pair | readonly number[], axis: number): number {
  return sizes[axis] ?? 0;
}

/** Where an option of a window was written, or the scalar that stands for all of them: the `2` of `pool: 2` for its stride. */
export function writtenOrShort(document: LocatedDocument, path: Path): Path {
  const owner = path.slice(0, -1);
  return document.has(owner) && typeof valueAt(document.value, owner) !== 'object' ? owner : path;
}
