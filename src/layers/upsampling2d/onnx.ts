import { type OnnxFacet, soleValue } from '../onnx/onnx-facet';
import { interpolationWeights } from './kind';

/** As in `tfjs.ts`: repeats each pixel, or multiplies by small weight matrices for rows and columns. */
export const upsampling2dOnnx: OnnxFacet<'upsampling2d'> = {
  forward({ config: { size, interpolation }, inputShapes: [input = []], outputShape }, inputs, { graph }) {
    const x = soleValue(inputs);
    const [height = 0, width = 0, channels = 0] = input;
    const [tall = 0, wide = 0] = outputShape;
    const spread = [-1, channels, height, 1, width, 1];
    if (interpolation === 'nearest') {
      const ones = graph.floats(new Float32Array(size[0] * size[1]).fill(1), [1, 1, 1, size[0], 1, size[1]]);
      const repeated = graph.node('Mul', [graph.node('Reshape', [x, graph.ints(spread)]), ones]);
      return {
        output: graph.node('Reshape', [repeated, graph.ints([-1, channels, tall, wide])]),
        backward(dy) {
          const pixels = graph.ints([-1, channels, height, size[0], width, size[1]]);
          const apart = graph.node('Reshape', [dy, pixels]);
          return [graph.node('ReduceSum', [apart, graph.ints([3, 5])], { keepdims: 0 })];
        },
      };
    }
    const rows = interpolationWeights(height, size[0]);
    const columns = interpolationWeights(width, size[1]);
    const matrix = (values: Float32Array, dims: readonly number[]) => graph.floats(values, dims);
    const byRows = matrix(rows, [tall, height]);
    const byColumns = matrix(columns, [wide, width]);
    const turned = (value: string) => graph.node('Transpose', [value], { perm: [1, 0] });
    return {
      output: graph.node('MatMul', [graph.node('MatMul', [byRows, x]), turned(byColumns)]),
      backward: (dy) => [graph.node('MatMul', [graph.node('MatMul', [turned(byRows), dy]), byColumns])],
    };
  },
};
