import type { LayerKind } from '../../layers/layer';
import type { GraphNode, LayerGraph } from '../layer-graph';

/** Layers that only arrange values. */
export const arranging: readonly LayerKind[] = ['flatten', 'reshape'];
/** Layers that take means, so that what holds for each of some values holds for what they yield. */
export const averaging: readonly LayerKind[] = ['averagePool2d', 'globalAveragePool2d'];
/** Layers that pick values. */
export const picking: readonly LayerKind[] = ['maxPool2d', 'globalMaxPool2d', 'cropping2d'];
export const dropping: readonly LayerKind[] = ['dropout', 'spatialDropout2d'];
/** Layers that normalise with learned scale and offset. */
export const normalising: readonly LayerKind[] = ['batchNorm', 'layerNorm'];

/**
 * Finds, for a layer, the nearest one before it that is not of the kinds `through`. `null` where the way there merges,
 * leads to a layer that is not known as it was written, or ends. One pass over the graph answers for all layers.
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

/** Whether a layer is known, as its author wrote it, and of one of these kinds. */
export function isOf(node: GraphNode | null | undefined, kinds: readonly LayerKind[]): node is GraphNode {
  return !!node?.layer && node.complete && kinds.includes(node.layer.kind);
}

/** The function of an activation layer; `null` of any other layer. */
export function activationOf(node: GraphNode | null): string | null {
  return node?.layer?.kind === 'activation' && node.complete ? node.layer.config.function : null;
}
