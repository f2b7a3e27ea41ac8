import { convolutionLayer } from '../conv2d/onnx';
import type { OnnxFacet, WeightLayout } from '../onnx/onnx-facet';
import type { Shape } from '../shapes';

/** A convolution with one group per input channel. */
export const depthwiseConv2dOnnx: OnnxFacet<'depthwiseConv2d'> = {
  layouts: ({ weights }) => ({ kernel: depthwiseLayout(weights[0]?.shape ?? []) }),
  forward: (layer, inputs, call) => convolutionLayer(layer, inputs, call, layer.inputShapes[0]?.[2]),
};

/** ONNX has one filter per output channel. The filters of one input channel are adjacent, as in Keras. */
export function depthwiseLayout([height = 0, width = 0, channels = 0, multiplier = 0]: Shape): WeightLayout {
  return { permutation: [2, 3, 0, 1], dims: [channels * multiplier, 1, height, width] };
}
