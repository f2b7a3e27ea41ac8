import { convGeometry } from '../conv-geometry';
import { convolve, inputGradient, kernelGradient } from '../onnx-convolution';
import { neededWeight, type OnnxFacet, soleValue, wholeWeight } from '../onnx-facet';
import { biasGradient } from '../onnx-sums';

export const conv2dOnnx: OnnxFacet<'conv2d'> = {
  layouts: () => ({ kernel: { permutation: [3, 2, 0, 1] } }),

  forward({ config, inputShapes, outputShape }, inputs, call) {
    const { graph, ways } = call;
    const x = soleValue(inputs);
    const kernel = neededWeight(call, 'kernel');
    const geometry = convGeometry(config, inputShapes[0] ?? [], outputShape);
    return {
      output: convolve(graph, [x, kernel.value, wholeWeight(call, 'bias')], geometry),
      backward(dy, back) {
        if (back.trains) {
          const way = ways.kernelGradient(geometry);
          back.gradient('kernel', kernel, kernelGradient(graph, [x, dy], geometry, way));
          biasGradient(call, back, dy, outputShape);
        }
        const way = ways.inputGradient(geometry);
        return [back.wanted[0] ? inputGradient(graph, [dy, kernel.value], geometry, way) : null];
      },
    };
  },
};
