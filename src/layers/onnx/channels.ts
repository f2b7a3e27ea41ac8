import type { Shape } from '../shapes';
import type { NodeBuilder, OnnxBackward, OnnxCall, Value } from './onnx-facet';

/** Sizes of one image's values as ONNX has them, from those of the plan. */
export function channelsFirst(shape: Shape): Shape {
  const [height = 0, width = 0, channels = 0] = shape;
  return shape.length === 3 ? [channels, height, width] : shape;
}

/** The axis of the channels in a value whose shape in the plan is `shape`. */
export function channelAxis(shape: Shape): number {
  return shape.length === 3 ? 1 : shape.length;
}

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

/** Sums `x` over the batch and everything else but the channels; `[channels]`. */
export function sumToChannels(graph: NodeBuilder, x: Value, shape: Shape): Value {
  return graph.node('ReduceSum', [x, graph.ints(allButChannels(shape))], { keepdims: 0 });
}

/** The axes of a value, the channels' aside. */
export function allButChannels(shape: Shape): readonly number[] {
  return Array.from({ length: shape.length + 1 }, (_, axis) => axis).filter(
    (axis) => axis !== channelAxis(shape),
  );
}

/** `[channels]` with sizes of 1 around it, so that each value meets its channel. */
export function perChannel(graph: NodeBuilder, values: Value, shape: Shape): Value {
  if (channelAxis(shape) === shape.length) return values;
  const channels = shape.at(-1) ?? 0;
  return graph.node('Reshape', [values, graph.ints([channels, ...shape.slice(1).map(() => 1)])]);
}

/** Gives the gradient by the layer's bias, where it has one. */
export function biasGradient(
  { graph, weights }: OnnxCall,
  back: OnnxBackward,
  dy: Value,
  shape: Shape,
): void {
  const [bias] = weights.bias ?? [];
  if (bias) back.gradient('bias', bias, sumToChannels(graph, dy, shape));
}
