import { convolutionLayer } from '../onnx/onnx-conv-layer';
import type { OnnxFacet } from '../onnx/onnx-facet';

export const conv2dOnnx: OnnxFacet<'conv2d'> = {
  layouts: () => ({ kernel: { permutation: [3, 2, 0, 1] } }),
  forward: (layer, inputs, call) => convolutionLayer(layer, inputs, call),
};
