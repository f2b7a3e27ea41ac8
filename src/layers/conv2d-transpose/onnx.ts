import { biasGradient } from '../onnx/channels';
import { convGeometry } from '../onnx/conv-geometry';
import { convolve, convolveTransposed, kernelGradient } from '../onnx/convolution';
import { neededWeight, type OnnxFacet, soleValue, wholeWeight } from '../onnx/onnx-facet';

/** The input gradient of a convolution used as a layer. That convolution maps this layer's output to its input. */
export const conv2dTransposeOnnx: OnnxFacet<'conv2dTranspose'> = {
  layouts: () => ({ kernel: { permutation: [3, 2, 0, 1] } }),

  forward({ config, inputShapes, outputShape }, inputs, call) {
    const { graph, algorithms } = call;
    const x = soleValue(inputs);
    const kernel = neededWeight(call, 'kernel');
    const geometry = convGeometry(config, outputShape, inputShapes[0] ?? []);
    return {
      output: convolveTransposed(graph, [x, kernel.value, wholeWeight(call, 'bias')], geometry),
      backward(dy, back) {
        if (back.trains) {
          const algorithm = algorithms.kernelGradient(geometry);
          back.gradient('kernel', kernel, kernelGradient(graph, [dy, x], geometry, algorithm));
          biasGradient(call, back, dy, outputShape);
        }
        return [back.wanted[0] ? convolve(graph, [dy, kernel.value, undefined], geometry) : null];
      },
    };
  },
};
