import type { Borders } from '../layer';
import { padMaps } from '../onnx/convolution';
import type { NodeBuilder, Value } from '../onnx/onnx-facet';
import { type OnnxFacet, soleValue } from '../onnx/onnx-facet';

export const zeroPadding2dOnnx: OnnxFacet<'zeroPadding2d'> = {
  forward({ config: { padding }, inputShapes }, inputs, { graph }) {
    const sizes = (inputShapes[0] ?? []).slice(0, 2);
    return {
      output: surround(graph, soleValue(inputs), padding),
      backward: (dy) => [inside(graph, dy, padding, sizes)],
    };
  },
};

export const cropping2dOnnx: OnnxFacet<'cropping2d'> = {
  forward({ config: { cropping }, outputShape }, inputs, { graph }) {
    return {
      output: inside(graph, soleValue(inputs), cropping, outputShape.slice(0, 2)),
      backward: (dy) => [surround(graph, dy, cropping)],
    };
  },
};

/**
 * Surrounds each channel with negative zeros. ONNX Runtime 1.30 merges positive zeros into the padding of a following
 * pool, and max pooling then ignores them.
 */
function surround(graph: NodeBuilder, x: Value, [rows, columns]: Borders): Value {
  return padMaps(graph, x, { before: [rows[0], columns[0]], after: [rows[1], columns[1]], value: -0 });
}

/** Each channel without its borders; `sizes` are the remaining height and width. */
function inside(graph: NodeBuilder, x: Value, [rows, columns]: Borders, sizes: readonly number[]): Value {
  const start = [rows[0], columns[0]];
  const end = start.map((first, axis) => first + (sizes[axis] ?? 0));
  return graph.node('Slice', [x, graph.ints(start), graph.ints(end), graph.ints([2, 3])]);
}
