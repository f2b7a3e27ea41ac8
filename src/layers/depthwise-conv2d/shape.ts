import type { ShapeFacet } from '../shape-facet';
import { needFeatureMap } from '../shapes';
import { biasOf, depthwiseKernelOf } from '../weights';
import { windowOutput } from '../window';

/** Kernel `[height, width, channels in, depth multiplier]`, then one bias for each channel out. */
export const depthwiseConv2dShape: ShapeFacet<'depthwiseConv2d'> = {
  output(config, [input = []]) {
    const problem = needFeatureMap(input);
    if (problem) return problem;
    const size = windowOutput(input, { ...config, size: config.kernel }, 'kernel', input);
    return 'code' in size ? size : [...size, (input[2] as number) * config.depthMultiplier];
  },
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
};
