import type { Shape } from '../shapes';
import type { NodeBuilder, OnnxBackward, OnnxCall, Value } from './onnx-facet';

/** Converts a shape of the plan to ONNX's order, channels first. */
export function channelsFirst(shape: Shape): Shape {
  const [height = 0, width = 0, channels = 0] = shape;
  return shape.length === 3 ? [channels, height, width] : shape;
}

/** The channel axis in ONNX of a value with shape `shape` in the plan. */
export function channelAxis(shape: Shape): number {
  return shape.length === 3 ? 1 : shape.length;
}

/** Reshapes a value from one shape of the plan to another, in the plan's order of values (channels last). */
export function reordered(graph: NodeBuilder, x: Value, from: Shape, to: Shape): Value {
  const last = lastMatters(from) ? graph.node('Transpose', [x], { perm: [0, 2, 3, 1] }) : x;
  if (!lastMatters(to)) return graph.node('Reshape', [last, graph.ints([-1, ...channelsFirst(to)])]);
  const reshaped = graph.node('Reshape', [last, graph.ints([-1, ...to])]);
  return graph.node('Transpose', [reshaped], { perm: [0, 3, 1, 2] });
}

/** Whether channels first changes the order of the values. */
function lastMatters([height = 1, width = 1, channels = 1, ...more]: Shape): boolean {
  return more.length === 0 && channels > 1 && height * width > 1;
}

/** Sums `x` over all axes but the channels. Shape: `[channels]`. */
export function sumToChannels(graph: NodeBuilder, x: Value, shape: Shape): Value {
  return graph.node('ReduceSum', [x, graph.ints(allButChannels(shape))], { keepdims: 0 });
}

/** All axes of a value except the channel axis. */
export function allButChannels(shape: Shape): readonly number[] {
  return Array.from({ length: shape.length + 1 }, (_, axis) => axis).filter(
    (axis) => axis !== channelAxis(shape),
  );
}

/** Reshapes `[channels]` with sizes of 1, so that it broadcasts along the channels. */
export function perChannel(graph: NodeBuilder, values: Value, shape: Shape): Value {
  if (channelAxis(shape) === shape.length) return values;
  const channels = shape.at(-1) ?? 0;
  return graph.node('Reshape', [values, graph.ints([channels, ...shape.slice(1).map(() => 1)])]);
}

/** Adds the gradient with respect to the layer's bias, if it has one. */
export function biasGradient(
  { graph, weights }: OnnxCall,
  back: OnnxBackward,
  dy: Value,
  shape: Shape,
): void {
  const [bias] = weights.bias ?? [];
  if (bias) back.gradient('bias', bias, sumToChannels(graph, dy, shape));
}
