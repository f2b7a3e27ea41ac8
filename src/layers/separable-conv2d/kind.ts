import { readFoldedActivation } from '../activation/kind';
import { windowText, windowWords } from '../description';
import { readBias, readDepthMultiplier, readKernel, readWindow } from '../keras/read-options';
import { biasOptions, depthwiseOptions, pointwiseOptions, windowOptions } from '../keras/write-options';
import type { Kind } from '../kind';
import { inputsPerOutput, weightedMemory } from '../memory';
import { needFeatureMap } from '../shapes';
import { biasOf, depthwiseKernelOf, pointwiseKernelOf } from '../weights';
import { kernelWindow, seesKernel, windowOutput } from '../window';

export const separableConv2dKind: Kind<'separableConv2d'> = {
  effect: 'transforms',
  shape: {
    output(config, [input = []]) {
      const problem = needFeatureMap(input);
      if (problem) return problem;
      const size = windowOutput(input, kernelWindow(config), 'kernel', input);
      return 'code' in size ? size : [...size, config.filters];
    },
    /**
     * A depthwise kernel `[height, width, input channels, depth multiplier]`, a pointwise kernel `[1, 1, input
     * channels · depth multiplier, filters]`, then one bias per filter.
     */
    weights(config, [input = []]) {
      const channels = input[2] as number;
      const { kernel, depthMultiplier, filters } = config;
      return [
        depthwiseKernelOf('depthwise_kernel', config, [...kernel, channels, depthMultiplier]),
        pointwiseKernelOf(config, [1, 1, channels * depthMultiplier, filters]),
        ...biasOf(config, filters),
      ];
    },
    macs({ kernel, depthMultiplier, filters }, [input = []], [height, width]) {
      const between = (input[2] as number) * depthMultiplier;
      return (kernel[0] * kernel[1] + filters) * between * (height as number) * (width as number);
    },
    receptive: seesKernel,
    window: kernelWindow,
  },

  /** The values between its two convolutions are kept too. */
  memory(layer) {
    const between = inputsPerOutput(layer) * layer.config.depthMultiplier;
    return { held: weightedMemory(layer).held + 2 * between, work: 2 };
  },

  description: {
    words: (config) => `separableConv2d ${windowWords(config.kernel, config)}`,
    text: (config) => `separable ${windowText(config.kernel, config, config.filters)}`,
    role: 'depthwise',
  },

  keras: {
    className: 'SeparableConv2D',
    options: ({ config }) => ({
      filters: config.filters,
      ...windowOptions(config),
      ...depthwiseOptions(config),
      ...pointwiseOptions(config),
      ...biasOptions(config),
    }),
    readers: {
      SeparableConv2D: (options) => ({
        type: 'separableConv',
        part: 'conv',
        options: {
          filters: options.number('filters'),
          ...readWindow(options),
          ...readDepthMultiplier(options),
          ...readKernel(options, 'depthwise', 4),
          ...readKernel(options, 'pointwise', 4),
          ...readBias(options),
        },
        ...readFoldedActivation(options),
      }),
    },
  },
};
