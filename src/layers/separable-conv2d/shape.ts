import type { ShapeFacet } from '../shape-facet';
import { needFeatureMap } from '../shapes';
import { biasOf, depthwiseKernelOf, pointwiseKernelOf } from '../weights';
import { windowOutput } from '../window';

/**
 * A depthwise kernel `[height, width, channels in, depth multiplier]`, a pointwise kernel
 * `[1, 1, channels in · depth multiplier, filters]`, then one bias for each filter.
 */
export const separableConv2dShape: ShapeFacet<'separableConv2d'> = {
  output(config, [input = []]) {
    const problem = needFeatureMap(input);
    if (problem) return problem;
    const size = windowOutput(input, { ...config, size: config.kernel }, 'kernel', input);
    return 'code' in size ? size : [...size, config.filters];
  },
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
};
