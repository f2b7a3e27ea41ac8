import type { LayerEffect } from '../../layers/kind';
import { kindOf } from '../../layers/kinds';
import type { LayerKind } from '../../layers/layer';
import type { GraphNode, LayerGraph } from '../layer-graph';

/** A kind of layer, or an effect shared by several kinds. */
export type KindOrEffect = LayerKind | LayerEffect;

/**
 * Returns a function that finds the nearest layer before another, skipping those that match `through`. It returns
 * `null` if the path back merges several inputs, reaches a layer with mistakes, or ends. One pass over the graph serves
 * all layers.
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

/** Whether a layer is valid and of one of the kinds or effects in `wanted`. */
export function isOf(node: GraphNode | null | undefined, wanted: readonly KindOrEffect[]): node is GraphNode {
  if (!node?.layer || !node.complete) return false;
  return wanted.includes(node.layer.kind) || wanted.includes(kindOf(node.layer).effect);
}

/** Returns the function of an activation layer; `null` for any other layer. */
export function activationOf(node: GraphNode | null): string | null {
  return node?.layer?.kind === 'activation' && node.complete ? node.layer.config.function : null;
}
