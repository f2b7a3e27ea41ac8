import type { NodeBuilder, Value } from '../onnx/onnx-facet';
import { type OnnxFacet, soleValue } from '../onnx/onnx-facet';

const space = [2, 3];

export const globalAveragePool2dOnnx: OnnxFacet<'globalAveragePool2d'> = {
  forward({ config, inputShapes }, inputs, { graph }) {
    const [height = 1, width = 1, channels = 1] = inputShapes[0] ?? [];
    const mean = graph.node('GlobalAveragePool', [soleValue(inputs)]);
    return {
      output: config.keepDimensions ? mean : withoutSpace(graph, mean, channels),
      backward(dy) {
        const places = height * width;
        const shares = graph.floats(new Float32Array(places).fill(1 / places), [1, 1, height, width]);
        return [graph.node('Mul', [withSpace(graph, dy, channels), shares])];
      },
    };
  },
};

/** Equal largest values share the gradient evenly, as in TensorFlow. */
export const globalMaxPool2dOnnx: OnnxFacet<'globalMaxPool2d'> = {
  forward({ config, inputShapes }, inputs, { graph }) {
    const channels = inputShapes[0]?.[2] ?? 1;
    const x = soleValue(inputs);
    const largest = graph.node('ReduceMax', [x, graph.ints(space)]);
    return {
      output: config.keepDimensions ? largest : withoutSpace(graph, largest, channels),
      backward(dy) {
        const winners = graph.node('Cast', [graph.node('Equal', [x, largest])], { to: 1 });
        const count = graph.node('ReduceSum', [winners, graph.ints(space)]);
        const share = graph.node('Div', [withSpace(graph, dy, channels), count]);
        return [graph.node('Mul', [winners, share])];
      },
    };
  },
};

function withoutSpace(graph: NodeBuilder, values: Value, channels: number): Value {
  return graph.node('Reshape', [values, graph.ints([-1, channels])]);
}

function withSpace(graph: NodeBuilder, values: Value, channels: number): Value {
  return graph.node('Reshape', [values, graph.ints([-1, channels, 1, 1])]);
}
