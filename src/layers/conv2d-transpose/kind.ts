import { convolutionReader } from '../conv2d/kind';
import { above1, short, windowText, windowWords } from '../description';
import { biasOptions, kernelOptions, windowOptions } from '../keras/write-options';
import type { Kind } from '../kind';
import { convolutionMemory } from '../memory';
import { needFeatureMap, sizeOf } from '../shapes';
import { biasOf, kernelOf } from '../weights';
import { bothAxes, transposedSteps } from '../window';

export const conv2dTransposeKind: Kind<'conv2dTranspose'> = {
  effect: 'transforms',
  shape: {
    output({ filters, kernel, stride, padding, dilation }, [input = []]) {
      const steps = (axis: 0 | 1) =>
        transposedSteps(input[axis] as number, kernel[axis], stride[axis], padding, dilation[axis]);
      return needFeatureMap(input) ?? [steps(0), steps(1), filters];
    },
    /** Kernel `[height, width, filters, input channels]`, then one bias per filter. */
    weights: (config, [input = []]) => [
      kernelOf(config, [...config.kernel, config.filters, input[2] as number]),
      ...biasOf(config, config.filters),
    ],
    /** Each input value is multiplied by the whole kernel. */
    macs: ({ kernel, filters }, [input = []]) => kernel[0] * kernel[1] * filters * sizeOf(input),
    /** Neighboring input positions are one stride apart in the output. */
    receptive: ({ kernel, stride, dilation }) =>
      bothAxes((i) => ({
        span: Math.floor((dilation[i] * (kernel[i] - 1)) / stride[i]),
        stride: 1 / stride[i],
      })),
  },

  memory: convolutionMemory,

  description: {
    words: (config) => `conv2dTranspose ${windowWords(config.kernel, config)}`,
    text({ kernel, filters, stride, dilation }) {
      const window = windowText(kernel, { stride: [1, 1], dilation }, filters);
      return above1(stride) ? `${window}, ×${short(stride)}` : window;
    },
    role: 'conv',
  },

  /** Without output padding. */
  keras: {
    className: 'Conv2DTranspose',
    options: ({ config }) => ({
      filters: config.filters,
      output_padding: null,
      ...windowOptions(config),
      ...kernelOptions(config, 4),
      ...biasOptions(config),
    }),
    readers: { Conv2DTranspose: convolutionReader('convTranspose') },
  },
};
