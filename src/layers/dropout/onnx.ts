import type { PlannedLayer } from '../layer';
import { channelsFirst } from '../onnx/channels';
import { type OnnxCall, type OnnxFacet, type OnnxForward, soleValue } from '../onnx/onnx-facet';
import type { Shape } from '../shapes';

export const dropoutOnnx: OnnxFacet<'dropout'> = {
  forward: (layer, inputs, call) => drop(layer, soleValue(inputs), call, channelsFirst(layer.outputShape)),
};

export const spatialDropout2dOnnx: OnnxFacet<'spatialDropout2d'> = {
  forward: (layer, inputs, call) => drop(layer, soleValue(inputs), call, [layer.outputShape[2] ?? 0, 1, 1]),
};

/** `decisions` is the shape of the mask for each image, before broadcasting. */
function drop(
  { config: { rate } }: PlannedLayer<'dropout' | 'spatialDropout2d'>,
  x: string,
  { graph, training, mask }: OnnxCall,
  decisions: Shape,
): OnnxForward {
  if (!training || rate === 0) return { output: x, backward: (dy) => [dy] };
  const factors = mask(rate, decisions);
  return {
    output: graph.node('Mul', [x, factors]),
    backward: (dy) => [graph.node('Mul', [dy, factors])],
  };
}
