import type { Value } from '../../onnx/graph-builder';
import type { PlannedLayer } from '../../plan/model-plan';
import { type ConvGeometry, convGeometry } from '../conv-geometry';
import { convolveTransposed } from '../onnx-convolution';
import { type OnnxFacet, soleValue } from '../onnx-facet';

/** The gradient goes to the first of several equal values. */
export const maxPool2dOnnx: OnnxFacet<'maxPool2d'> = {
  forward(layer, inputs, { graph, training }) {
    const x = soleValue(inputs);
    const geometry = geometryOf(layer);
    const window = windowOf(geometry);
    const [height, width] = geometry.input;
    if (!training) return { output: graph.node('MaxPool', [x], window), backward: noBackward };
    const [output, places] = graph.split('MaxPool', [x], window, 2) as [Value, Value];
    return {
      output,
      /** ONNX counts the places of the winners through the whole batch. */
      backward(dy) {
        const flat = graph.ints([-1]);
        const zeros = graph.node('ConstantOfShape', [
          graph.node('Shape', [graph.node('Reshape', [x, flat])]),
        ]);
        const sums = graph.node(
          'ScatterElements',
          [zeros, graph.node('Reshape', [places, flat]), graph.node('Reshape', [dy, flat])],
          { reduction: 'add' },
        );
        return [graph.node('Reshape', [sums, graph.ints([-1, geometry.channels, height, width])])];
      },
    };
  },
};

/** The mean of the real cells of each window: padding does not count. */
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

function noBackward(): never {
  throw new Error('only a step of training goes backward');
}

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

/** Along one axis, how many cells of each window are real. */
function cellsOf({ input, output, kernel, stride, before }: ConvGeometry, axis: 0 | 1): readonly number[] {
  return Array.from({ length: output[axis] }, (_, i) => {
    const start = i * stride[axis] - before[axis];
    return Math.min(start + kernel[axis], input[axis]) - Math.max(start, 0);
  });
}
