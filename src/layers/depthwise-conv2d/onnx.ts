import { convGeometry } from '../conv-geometry';
import type { Shape } from '../layer';
import { convolve, inputGradient, kernelGradient } from '../onnx-convolution';
import { neededWeight, type OnnxFacet, soleValue, type WeightLayout, wholeWeight } from '../onnx-facet';
import { biasGradient } from '../onnx-sums';

export const depthwiseConv2dOnnx: OnnxFacet<'depthwiseConv2d'> = {
  layouts: ({ weights }) => ({ kernel: depthwiseLayout(weights[0]?.shape ?? []) }),

  forward({ config, inputShapes, outputShape }, inputs, call) {
    const { graph, ways } = call;
    const x = soleValue(inputs);
    const kernel = neededWeight(call, 'kernel');
    const [input = []] = inputShapes;
    const geometry = convGeometry(config, input, outputShape, input[2] ?? 1);
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

/** ONNX has a filter for each channel that comes out: those of one channel that goes in lie side by side, as in Keras. */
export function depthwiseLayout([height = 0, width = 0, channels = 0, multiplier = 0]: Shape): WeightLayout {
  return { permutation: [2, 3, 0, 1], dims: [channels * multiplier, 1, height, width] };
}
