import type { Shape } from '../shapes';
import type { NodeBuilder, Value } from './onnx-facet';
import { channelsFirst } from './onnx-facet';

/** The values of a shape of the plan, in the order that they have there, under another one. */
export function reordered(graph: NodeBuilder, x: Value, from: Shape, to: Shape): Value {
  const last = lastMatters(from) ? graph.node('Transpose', [x], { perm: [0, 2, 3, 1] }) : x;
  if (!lastMatters(to)) return graph.node('Reshape', [last, graph.ints([-1, ...channelsFirst(to)])]);
  const reshaped = graph.node('Reshape', [last, graph.ints([-1, ...to])]);
  return graph.node('Transpose', [reshaped], { perm: [0, 3, 1, 2] });
}

/** Whether values lie in another order when the channels come first. */
function lastMatters([height = 1, width = 1, channels = 1, ...more]: Shape): boolean {
  return more.length === 0 && channels > 1 && height * width > 1;
}
