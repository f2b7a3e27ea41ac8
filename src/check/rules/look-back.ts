import type { LayerEffect } from '../../layers/kind';
import { kindOf } from '../../layers/kinds';
import type { LayerKind } from '../../layers/layer';
import type { GraphNode, LayerGraph } from '../layer-graph';

/** A kind of layer, or an effect that several kinds have. */
export type KindOrEffect = LayerKind | LayerEffect;

/**
 * Finds, for a layer, the nearest one before it that is none of `through`. `null` where the way there merges,
 * leads to a layer that is not known as it was written, or ends. One pass over the graph answers for all layers.
 */
export function lookBack(
  { nodes }: LayerGraph,
  through: readonly KindOrEffect[],
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

/** Whether a layer is known, as its author wrote it, and one of `wanted`. */
export function isOf(node: GraphNode | null | undefined, wanted: readonly KindOrEffect[]): node is GraphNode {
  if (!node?.layer || !node.complete) return false;
  return wanted.includes(node.layer.kind) || wanted.includes(kindOf(node.layer).effect);
}

/** The function of an activation layer; `null` of any other layer. */
export function activationOf(node: GraphNode | null): string | null {
  return node?.layer?.kind === 'activation' && node.complete ? node.layer.config.function : null;
}
