import { readFoldedActivation } from '../activation/kind';
import { windowText, windowWords } from '../description';
import { readBias, readDepthMultiplier, readKernel, readWindow } from '../keras/read-options';
import { biasOptions, depthwiseOptions, windowOptions } from '../keras/write-options';
import type { Kind } from '../kind';
import { convolutionMemory } from '../memory';
import { needFeatureMap } from '../shapes';
import { biasOf, depthwiseKernelOf } from '../weights';
import { kernelWindow, seesKernel, windowOutput } from '../window';

export const depthwiseConv2dKind: Kind<'depthwiseConv2d'> = {
  effect: 'transforms',
  shape: {
    output(config, [input = []]) {
      const problem = needFeatureMap(input);
      if (problem) return problem;
      const size = windowOutput(input, kernelWindow(config), 'kernel', input);
      return 'code' in size ? size : [...size, (input[2] as number) * config.depthMultiplier];
    },
    /** Kernel `[height, width, input channels, depth multiplier]`, then one bias per output channel. */
    weights(config, [input = []]) {
      const channels = input[2] as number;
      const { kernel, depthMultiplier } = config;
      return [
        depthwiseKernelOf('kernel', config, [...kernel, channels, depthMultiplier]),
        ...biasOf(config, channels * depthMultiplier),
      ];
    },
    macs: ({ kernel }, _inputs, [height, width, channels]) =>
      kernel[0] * kernel[1] * (height as number) * (width as number) * (channels as number),
    receptive: seesKernel,
    window: kernelWindow,
  },

  memory: convolutionMemory,

  description: {
    words: (config) => `depthwiseConv2d ${windowWords(config.kernel, config)}`,
    text: (config) => `depthwise ${windowText(config.kernel, config)}`,
    role: 'depthwise',
  },

  /** Keras calls its kernel's options `depthwise_…`. */
  keras: {
    className: 'DepthwiseConv2D',
    options: ({ config }) => ({
      ...windowOptions(config),
      ...depthwiseOptions(config),
      ...biasOptions(config),
    }),
    readers: {
      DepthwiseConv2D: (options) => ({
        type: 'depthwiseConv',
        part: 'conv',
        options: {
          ...readWindow(options),
          ...readDepthMultiplier(options),
          ...readKernel(options, 'depthwise', 4),
          ...readBias(options),
        },
        ...readFoldedActivation(options),
      }),
    },
  },
};
