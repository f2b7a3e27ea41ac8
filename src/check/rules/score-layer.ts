import type { Path } from '../../base/source/located-document';
import { type ModelSpec, unknown } from '../../language/model-spec';
import type { CheckedNetwork } from '../check-shapes';
import type { GraphNode, LayerGraph } from '../layer-graph';
import { activationOf, isOf, type KindOrEffect, lookBack } from './look-back';

/** What the class scores come from, and the loss that judges them. */
export interface ScoreLayer {
  /** The last layer that makes values of its own. */
  readonly node: GraphNode;
  /** Its function, when it is an activation. */
  readonly activation: string | null;
  readonly loss: string;
  readonly classes: number;
}

/** `null` where the loss, or what the network ends in, is unknown, or where the scores do not fit the classes. */
export function scoreLayer({
  spec: { training, classes },
  graph,
  shapes,
}: CheckedNetwork): ScoreLayer | null {
  const node = lastComputing(graph);
  const scores = graph.output === null ? undefined : shapes.get(graph.output)?.outputShape;
  if (training === unknown || classes === unknown || !node) return null;
  if (scores?.length !== 1 || scores[0] !== classes.count) return null;
  return { node, activation: activationOf(node), loss: training.loss.type, classes: classes.count };
}

/** `null` where it is not known to be an activation, or to be none. */
function lastComputing(graph: LayerGraph): GraphNode | null {
  const passive: readonly KindOrEffect[] = ['rearranges', 'averages', 'drops'];
  const last = graph.nodes.findLast(({ name }) => name === graph.output);
  const end = isOf(last, passive) ? lookBack(graph, passive)(last) : last;
  return isOf(end, ['activation', 'transforms', 'normalizes']) ? end : null;
}

/** Where the name of the loss is written. */
export function lossPath({ document }: ModelSpec): Path {
  const short: Path = ['training', 'loss'];
  return document.has([...short, 'type']) ? [...short, 'type'] : short;
}
