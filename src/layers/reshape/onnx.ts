import { type OnnxFacet, soleValue } from '../onnx/onnx-facet';
import { reordered } from '../onnx/onnx-order';

export const reshapeOnnx: OnnxFacet<'reshape'> = {
  forward({ inputShapes: [input = []], outputShape }, inputs, { graph }) {
    return {
      output: reordered(graph, soleValue(inputs), input, outputShape),
      backward: (dy) => [reordered(graph, dy, outputShape, input)],
    };
  },
};
