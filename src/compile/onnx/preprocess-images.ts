import type { InputSpec } from '../../language/input';
import type { Value } from '../../layers/onnx/onnx-facet';
import { elementTypes } from './encoding/model';
import { fitImages } from './fit-images';
import type { GraphBuilder } from './graph-builder';

/**
 * Adds the nodes that convert images to the network's input, as `convspec predict` does: blend with white where they are
 * transparent, resize, convert colors, normalize.
 *
 * @param images uint8, `[batch, height, width, channels]`, of any height and width, with 1 (gray), 2 (gray and alpha),
 * 3 (RGB) or 4 (RGB and alpha) channels
 * @returns float32, `[batch, ...input.shape]`
 */
export function preprocessImages(graph: GraphBuilder, images: Value, input: InputSpec): Value {
  const pixels = graph.node('Transpose', [onWhite(graph, images)], { perm: [0, 3, 1, 2] });
  const inColor = converted(graph, fitImages(graph, pixels, input), input);
  return normalized(graph, graph.node('Transpose', [inColor], { perm: [0, 2, 3, 1] }), input);
}

/**
 * Blends images with white and removes the channel alpha. Without that channel, the images to blend are none: an empty
 * batch, which costs nothing.
 */
function onWhite(graph: GraphBuilder, images: Value): Value {
  const shape = graph.node('Shape', [images]);
  const size = (axis: number) => graph.node('Gather', [shape, graph.ints([axis])]);
  const [batch, channels] = [size(0), size(3)];
  const alphas = graph.node('Sub', [graph.ints([1]), graph.node('Mod', [channels, graph.ints([2])])]);
  const colors = graph.node('Sub', [channels, alphas]);
  const blended = graph.node('Mul', [batch, alphas]);
  const slice = (from: Value, to: Value, axis: number, value: Value) =>
    graph.node('Slice', [value, from, to, graph.ints([axis])]);
  const float = (value: Value) => graph.node('Cast', [value], { to: elementTypes.float32 });
  const color = slice(graph.ints([0]), colors, 3, images);
  const transparent = float(slice(graph.ints([0]), blended, 0, color));
  // The last channel: alpha if there are images to blend.
  const alpha = float(
    slice(graph.ints([0]), blended, 0, slice(graph.ints([-1]), graph.ints([4]), 3, images)),
  );
  const white = graph.float(255);
  const sum = graph.node('Add', [
    graph.node('Mul', [transparent, alpha]),
    graph.node('Mul', [white, graph.node('Sub', [white, alpha])]),
  ]);
  const mixed = graph.node('Floor', [graph.node('Div', [sum, white])]);
  const bytes = graph.node('Cast', [mixed], { to: elementTypes.uint8 });
  return graph.node('Concat', [bytes, slice(blended, batch, 0, color)], { axis: 0 });
}

/** Repeats a gray channel, or computes it as in `toGrayscale`. */
function converted(graph: GraphBuilder, pixels: Value, { color, shape }: InputSpec): Value {
  const sizes = graph.ints([1, 3, shape[0], shape[1]]);
  const rgb = graph.node('Expand', [pixels, sizes]);
  if (color === 'rgb') return rgb;
  const luma = graph.floats([19595, 38470, 7471], [1, 3, 1, 1]);
  const sum = graph.node('ReduceSum', [graph.node('Mul', [rgb, luma]), graph.ints([1])], { keepdims: 1 });
  const rounded = graph.node('Add', [sum, graph.float(0x8000)]);
  return graph.node('Floor', [graph.node('Mul', [rounded, graph.float(1 / 0x10000)])]);
}

/** `(pixel · rescale − mean) / std`, with the static shape of the network's input. */
function normalized(graph: GraphBuilder, pixels: Value, { shape, rescale, mean, std }: InputSpec): Value {
  const sized = graph.node('Reshape', [pixels, graph.ints([-1, ...shape])]);
  const scaled = graph.node('Mul', [sized, graph.float(rescale)]);
  const centered = graph.node('Sub', [scaled, graph.floats(mean, [mean.length])]);
  return graph.node('Div', [centered, graph.floats(std, [std.length])]);
}
