import type { Path } from '../../base/source/located-document';
import { type ModelSpec, unknown } from '../../language/model-spec';
import type { CheckedNetwork } from '../check-shapes';
import type { GraphNode, LayerGraph } from '../layer-graph';
import { activationOf, isOf, type KindOrEffect, lookBack } from './look-back';

/** The layer that computes the class scores, and the loss. */
export interface ScoreLayer {
  /** The last layer that computes new values. */
  readonly node: GraphNode;
  /** Its function if it is an activation. */
  readonly activation: string | null;
  readonly loss: string;
  readonly classes: number;
}

/** Finds the score layer. `null` if it or the loss is unknown, or if the scores do not match the classes. */
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

/** Finds the last layer that computes new values. `null` if it is unclear whether it acts as an activation. */
function lastComputing(graph: LayerGraph): GraphNode | null {
  const passive: readonly KindOrEffect[] = ['rearranges', 'averages', 'drops'];
  const last = graph.nodes.findLast(({ name }) => name === graph.output);
  const end = isOf(last, passive) ? lookBack(graph, passive)(last) : last;
  return isOf(end, ['activation', 'transforms', 'normalizes']) ? end : null;
}

/** Returns the path of the name of the loss. */
export function lossPath({ document }: ModelSpec): Path {
  const short: Path = ['training', 'loss'];
  return document.has([...short, 'type']) ? [...short, 'type'] : short;
}
