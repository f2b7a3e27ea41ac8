import type { PlannedLayer } from '../layer';
import { biasGradient } from '../onnx/channels';
import { convGeometry } from '../onnx/conv-geometry';
import { convolve, inputGradient, kernelGradient } from '../onnx/convolution';
import {
  neededWeight,
  type OnnxCall,
  type OnnxFacet,
  type OnnxForward,
  soleValue,
  type Value,
  wholeWeight,
} from '../onnx/onnx-facet';

export const conv2dOnnx: OnnxFacet<'conv2d'> = {
  layouts: () => ({ kernel: { permutation: [3, 2, 0, 1] } }),
  forward: (layer, inputs, call) => convolutionLayer(layer, inputs, call),
};

/** Lowers a layer that is one convolution with the weights `kernel` and `bias`, in `groups` groups of channels. */
export function convolutionLayer(
  { config, inputShapes, outputShape }: PlannedLayer<'conv2d'> | PlannedLayer<'depthwiseConv2d'>,
  inputs: readonly Value[],
  call: OnnxCall,
  groups = 1,
): OnnxForward {
  const { graph, algorithms } = call;
  const x = soleValue(inputs);
  const kernel = neededWeight(call, 'kernel');
  const geometry = convGeometry(config, inputShapes[0] ?? [], outputShape, groups);
  return {
    output: convolve(graph, [x, kernel.value, wholeWeight(call, 'bias')], geometry),
    backward(dy, back) {
      if (back.trains) {
        const algorithm = algorithms.kernelGradient(geometry);
        back.gradient('kernel', kernel, kernelGradient(graph, [x, dy], geometry, algorithm));
        biasGradient(call, back, dy, outputShape);
      }
      const algorithm = algorithms.inputGradient(geometry);
      return [back.wanted[0] ? inputGradient(graph, [dy, kernel.value], geometry, algorithm) : null];
    },
  };
}
