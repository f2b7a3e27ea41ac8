import type { Shape } from '../shapes';
import type { NodeBuilder, Value } from './onnx-facet';
import { channelAxis, type OnnxBackward, type OnnxCall } from './onnx-facet';

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
