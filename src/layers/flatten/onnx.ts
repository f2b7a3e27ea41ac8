import { type OnnxFacet, soleValue } from '../onnx/onnx-facet';
import { reordered } from '../onnx/onnx-order';

/** In the order height, width, channels: kernels of dense layers behind it are those of Keras. */
export const flattenOnnx: OnnxFacet<'flatten'> = {
  forward({ inputShapes: [input = []], outputShape }, inputs, { graph }) {
    return {
      output: reordered(graph, soleValue(inputs), input, outputShape),
      backward: (dy) => [reordered(graph, dy, outputShape, input)],
    };
  },
};
