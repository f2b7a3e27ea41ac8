import { readFoldedActivation } from '../activation/kind';
import { windowText, windowWords } from '../description';
import type { LayerReader } from '../keras/keras-facet';
import { readBias, readKernel, readWindow } from '../keras/read-options';
import { biasOptions, kernelOptions, windowOptions } from '../keras/write-options';
import type { Kind } from '../kind';
import { convolutionMemory } from '../memory';
import { needFeatureMap } from '../shapes';
import { biasOf, kernelOf } from '../weights';
import { kernelWindow, seesKernel, windowOutput } from '../window';

export const conv2dKind: Kind<'conv2d'> = {
  effect: 'transforms',
  shape: {
    output(config, [input = []]) {
      const problem = needFeatureMap(input);
      if (problem) return problem;
      const size = windowOutput(input, kernelWindow(config), 'kernel', input);
      return 'code' in size ? size : [...size, config.filters];
    },
    /** Kernel `[height, width, input channels, filters]`, then one bias per filter. */
    weights: (config, [input = []]) => [
      kernelOf(config, [...config.kernel, input[2] as number, config.filters]),
      ...biasOf(config, config.filters),
    ],
    macs: ({ kernel, filters }, [input = []], output) =>
      kernel[0] * kernel[1] * (input[2] as number) * filters * (output[0] as number) * (output[1] as number),
    receptive: seesKernel,
    window: kernelWindow,
  },

  memory: convolutionMemory,

  description: {
    words: (config) => `conv2d ${windowWords(config.kernel, config)}`,
    text: (config) => windowText(config.kernel, config, config.filters),
    role: 'conv',
  },

  /** Without groups. */
  keras: {
    className: 'Conv2D',
    options: ({ config }) => ({
      filters: config.filters,
      groups: 1,
      ...windowOptions(config),
      ...kernelOptions(config, 4),
      ...biasOptions(config),
    }),
    readers: { Conv2D: convolutionReader('conv') },
  },
};

/** Reads a convolution with one kernel into a block of type `type`. The transposed convolution has the same options. */
export function convolutionReader(type: 'conv' | 'convTranspose'): LayerReader {
  return (options) => ({
    type,
    part: 'conv',
    options: {
      filters: options.number('filters'),
      ...readWindow(options),
      ...readKernel(options, 'kernel', 4),
      ...readBias(options),
    },
    ...readFoldedActivation(options),
  });
}
