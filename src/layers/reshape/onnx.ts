import type { PlannedLayer } from '../layer';
import { reordered } from '../onnx/channels';
import { type OnnxCall, type OnnxFacet, type OnnxForward, soleValue, type Value } from '../onnx/onnx-facet';

/**
 * Flattens in the order height, width, channels, so that kernels of following dense layers are laid out as in Keras.
 */
export const flattenOnnx: OnnxFacet<'flatten'> = { forward };

export const reshapeOnnx: OnnxFacet<'reshape'> = { forward };

function forward(
  { inputShapes: [input = []], outputShape }: PlannedLayer,
  inputs: readonly Value[],
  { graph }: OnnxCall,
): OnnxForward {
  return {
    output: reordered(graph, soleValue(inputs), input, outputShape),
    backward: (dy) => [reordered(graph, dy, outputShape, input)],
  };
}
