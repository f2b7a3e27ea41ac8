import type { LayerKind } from '../../layers/layer';
import type { GraphNode, LayerGraph } from '../layer-graph';

/** Layers that only rearrange values. */
export const arranging: readonly LayerKind[] = ['flatten', 'reshape'];
/** Layers that compute means, which keeps values in their range. */
export const averaging: readonly LayerKind[] = ['averagePool2d', 'globalAveragePool2d'];
/** Layers that select some of their input values. */
export const picking: readonly LayerKind[] = ['maxPool2d', 'globalMaxPool2d', 'cropping2d'];
export const dropping: readonly LayerKind[] = ['dropout', 'spatialDropout2d'];
/** Layers that normalize with a learned scale and offset. */
export const normalising: readonly LayerKind[] = ['batchNorm', 'layerNorm'];

/**
 * Returns a function that finds the nearest layer before another, skipping layers of the kinds `through`. It returns
 * `null` if the path back merges several inputs, reaches a layer with mistakes, or ends. One pass over the graph serves
 * all layers.
 */
export function lookBack(
  { nodes }: LayerGraph,
  through: readonly LayerKind[],
): (node: GraphNode) => GraphNode | null {
  const byName = new Map<string, GraphNode>();
  const nearest = new Map<GraphNode, GraphNode | null>();
  for (const node of nodes) {
    const [name, ...others] = node.inputs ?? [];
    const input = name === undefined || others.length > 0 ? undefined : byName.get(name);
    const known = input?.layer && input.complete ? input : null;
    nearest.set(node, isOf(known, through) ? (nearest.get(known) ?? null) : known);
    if (!byName.has(node.name)) byName.set(node.name, node);
  }
  return (node) => nearest.get(node) ?? null;
}

/** Whether a layer is valid and of one of these kinds. */
export function isOf(node: GraphNode | null | undefined, kinds: readonly LayerKind[]): node is GraphNode {
  return !!node?.layer && node.complete && kinds.includes(node.layer.kind);
}

/** Returns the function of an activation layer; `null` for any other layer. */
export function activationOf(node: GraphNode | null): string | null {
  return node?.layer?.kind === 'activation' && node.complete ? node.layer.config.function : null;
}
