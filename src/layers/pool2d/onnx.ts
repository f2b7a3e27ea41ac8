import type { PlannedLayer } from '../layer';
import { type ConvGeometry, convGeometry } from '../onnx/conv-geometry';
import { convolveTransposed, padded, sliceAt, tapsOf } from '../onnx/convolution';
import type { NodeBuilder, Value } from '../onnx/onnx-facet';
import { type OnnxFacet, soleValue } from '../onnx/onnx-facet';

/** Less than any number, so that padding is never the maximum. */
const lowest = Number.NEGATIVE_INFINITY;

/** If several values are equal to the maximum, the gradient goes to the first. */
export const maxPool2dOnnx: OnnxFacet<'maxPool2d'> = {
  forward(layer, inputs, { graph, training, algorithms }) {
    const x = soleValue(inputs);
    const geometry = geometryOf(layer);
    const window = windowOf(geometry);
    if (!training || algorithms.maxPoolGradient === 'comparisons') {
      const y = graph.node('MaxPool', [x], window);
      return { output: y, backward: (dy) => [toFirstEqual(graph, { x, y, dy }, geometry)] };
    }
    const [output, places] = graph.split('MaxPool', [x], window, 2) as [Value, Value];
    return { output, backward: (dy) => [toPlaces(graph, { x, places, dy }, geometry)] };
  },
};

/** Scatters the gradient; ONNX returns the indices of the maxima as flat indices into the whole batch. */
function toPlaces(
  graph: NodeBuilder,
  { x, places, dy }: Readonly<Record<'x' | 'places' | 'dy', Value>>,
  { channels, input }: ConvGeometry,
): Value {
  const flat = (value: Value) => graph.node('Reshape', [value, graph.ints([-1])]);
  const zeros = graph.node('ConstantOfShape', [graph.node('Shape', [flat(x)])]);
  const sums = graph.node('ScatterElements', [zeros, flat(places), flat(dy)], { reduction: 'add' });
  return graph.node('Reshape', [sums, graph.ints([-1, channels, ...input])]);
}

/**
 * For each position in the windows: it receives the gradient if it has the maximum and no position before it does. A
 * transposed convolution whose kernel for each position is 1 there and 0 elsewhere then sums the gradients into the
 * input.
 */
function toFirstEqual(
  graph: NodeBuilder,
  { x, y, dy }: Readonly<Record<'x' | 'y' | 'dy', Value>>,
  geometry: ConvGeometry,
): Value {
  const { input, output, kernel, channels } = geometry;
  const maps = padded(graph, x, geometry, [2, 3], lowest);
  let open = graph.node('Equal', [y, y]);
  const given = tapsOf(geometry).map((tap) => {
    const here = graph.node('Equal', [sliceAt(graph, maps, tap, geometry, [2, 3]), y]);
    const first = graph.node('And', [open, here]);
    open = graph.node('And', [open, graph.node('Not', [here])]);
    const taken = graph.node('Where', [first, dy, graph.float(0)]);
    return graph.node('Reshape', [taken, graph.ints([-1, 1, ...output])]);
  });
  const places = given.length;
  const ones = Float32Array.from({ length: places ** 2 }, (_, i) => (i % (places + 1) === 0 ? 1 : 0));
  const all = graph.node('Concat', given, { axis: 1 });
  const kernels = graph.floats(ones, [places, 1, ...kernel]);
  const sums = convolveTransposed(graph, [all, kernels, undefined], { ...geometry, groups: 1 });
  return graph.node('Reshape', [sums, graph.ints([-1, channels, ...input])]);
}

/** The mean of each window, excluding padding. */
export const averagePool2dOnnx: OnnxFacet<'averagePool2d'> = {
  forward(layer, inputs, { graph }) {
    const geometry = geometryOf(layer);
    const [rows, columns] = [cellsOf(geometry, 0), cellsOf(geometry, 1)];
    const factors = rows.flatMap((row) => columns.map((column) => 1 / (row * column)));
    return {
      output: graph.node('AveragePool', [soleValue(inputs)], windowOf(geometry)),
      backward(dy) {
        const { input, output, kernel, channels } = geometry;
        const shares = graph.node('Mul', [dy, graph.floats(factors, [1, 1, ...output])]);
        const single = graph.node('Reshape', [shares, graph.ints([-1, 1, ...output])]);
        const ones = graph.floats(new Float32Array(kernel[0] * kernel[1]).fill(1), [1, 1, ...kernel]);
        const sums = convolveTransposed(graph, [single, ones, undefined], { ...geometry, groups: 1 });
        return [graph.node('Reshape', [sums, graph.ints([-1, channels, ...input])])];
      },
    };
  },
};

function geometryOf({
  config,
  inputShapes,
  outputShape,
}: PlannedLayer<'maxPool2d' | 'averagePool2d'>): ConvGeometry {
  const { size, stride, padding } = config;
  return convGeometry({ kernel: size, stride, padding, dilation: [1, 1] }, inputShapes[0] ?? [], outputShape);
}

function windowOf({ kernel, stride, before, after }: ConvGeometry) {
  return { kernel_shape: [...kernel], strides: [...stride], pads: [...before, ...after] };
}

/** The number of cells of each window that are not padding, along one axis. */
function cellsOf({ input, output, kernel, stride, before }: ConvGeometry, axis: 0 | 1): readonly number[] {
  return Array.from({ length: output[axis] }, (_, i) => {
    const start = i * stride[axis] - before[axis];
    return Math.min(start + kernel[axis], input[axis]) - Math.max(start, 0);
  });
}
