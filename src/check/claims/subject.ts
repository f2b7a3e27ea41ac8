import { type Shape, sizeOf } from '../../layers/shapes';
import type { CheckedNetwork, CheckedNode } from '../check-shapes';
import type { GraphNode } from '../layer-graph';

export const countKeys = ['params', 'trainableParams', 'nonTrainableParams', 'macs'] as const;
export type CountKey = (typeof countKeys)[number];

/** What claims are about, and what it really yields and costs: a block, the use of a template, or the network. */
export interface Subject {
  /** As messages call it. */
  readonly name: string;
  /** The layer that yields its output. */
  readonly last: string | null;
  /** `null` when it is unknown. */
  readonly output: Shape | null;
  /** `null` when something in it is unknown. */
  readonly counts: Readonly<Record<CountKey, number>> | null;
}

/** The subject that these layers make up. */
export function subjectOf(
  name: string,
  nodes: readonly GraphNode[],
  { graph, shapes }: CheckedNetwork,
): Subject {
  const last = nodes.at(-1)?.name ?? null;
  const checked = nodes.flatMap((node) => shapes.get(node.name) ?? []);
  const known = checked.length === nodes.length && nodes.every((node) => node.complete);
  return {
    name,
    last,
    output: last === null ? null : (shapes.get(last)?.outputShape ?? null),
    counts: known && graph.blocks.length > 0 ? countsOf(checked) : null,
  };
}

function countsOf(nodes: readonly CheckedNode[]): Record<CountKey, number> {
  const weights = nodes.flatMap((node) => node.weights);
  const total = (list: typeof weights) => list.reduce((count, weight) => count + sizeOf(weight.shape), 0);
  return {
    params: total(weights),
    trainableParams: total(weights.filter((weight) => weight.trainable)),
    nonTrainableParams: total(weights.filter((weight) => !weight.trainable)),
    macs: nodes.reduce((count, node) => count + node.macs, 0),
  };
}
