import { depthwiseLayout } from '../depthwise-conv2d/onnx';
import { biasGradient } from '../onnx/channels';
import { convGeometry } from '../onnx/conv-geometry';
import { convolve, inputGradient, kernelGradient } from '../onnx/convolution';
import { neededWeight, type OnnxFacet, soleValue, wholeWeight } from '../onnx/onnx-facet';

export const separableConv2dOnnx: OnnxFacet<'separableConv2d'> = {
  layouts: ({ weights }) => ({
    depthwise_kernel: depthwiseLayout(weights[0]?.shape ?? []),
    pointwise_kernel: { permutation: [3, 2, 0, 1] },
  }),

  forward({ config, inputShapes, outputShape }, inputs, call) {
    const { graph, algorithms } = call;
    const x = soleValue(inputs);
    const depthwise = neededWeight(call, 'depthwise_kernel');
    const pointwise = neededWeight(call, 'pointwise_kernel');
    const [input = []] = inputShapes;
    const channels = input[2] ?? 1;
    const middle = [...outputShape.slice(0, 2), channels * config.depthMultiplier];
    const first = convGeometry(config, input, middle, channels);
    const onePixel = { kernel: [1, 1], stride: [1, 1], dilation: [1, 1], padding: 'valid' } as const;
    const second = convGeometry(onePixel, middle, outputShape);
    const between = convolve(graph, [x, depthwise.value, undefined], first);
    return {
      output: convolve(graph, [between, pointwise.value, wholeWeight(call, 'bias')], second),
      backward(dy, back) {
        const dBetween = inputGradient(
          graph,
          [dy, pointwise.value],
          second,
          algorithms.inputGradient(second),
        );
        if (back.trains) {
          const byPointwise = kernelGradient(graph, [between, dy], second, algorithms.kernelGradient(second));
          back.gradient('pointwise_kernel', pointwise, byPointwise, dBetween);
          const byDepthwise = kernelGradient(graph, [x, dBetween], first, algorithms.kernelGradient(first));
          back.gradient('depthwise_kernel', depthwise, byDepthwise);
          biasGradient(call, back, dy, outputShape);
        }
        const algorithm = algorithms.inputGradient(first);
        return [back.wanted[0] ? inputGradient(graph, [dBetween, depthwise.value], first, algorithm) : null];
      },
    };
  },
};
