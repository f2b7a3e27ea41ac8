import type { Layer, Pair, Shape } from '../../layers/layer';
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
    const window = node.layer && windowOf(node.layer);
    if (!window || !input || !node.layer) return [];
    return [{ node: { ...node, layer: node.layer }, window, input, output: outputShape }];
  });
}

function windowOf(layer: Layer): Window | null {
  switch (layer.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'separableConv2d':
      return { ...layer.config, size: layer.config.kernel };
    case 'maxPool2d':
    case 'averagePool2d':
      return layer.config;
    default:
      return null;
  }
}

/** Rows (or columns) that one window spans, its dilation included. */
export function span({ size, dilation = [1, 1] }: Window, axis: number): number {
  return at(dilation, axis) * (at(size, axis) - 1) + 1;
}

/** Rows (or columns) from the start of the first window to the end of the last of `count`. */
export function reach(window: Window, axis: number, count: number): number {
  return (count - 1) * at(window.stride, axis) + span(window, axis);
}

export function at(sizes: Shape | Pair | readonly number[], axis: number): number {
  return sizes[axis] ?? 0;
}
