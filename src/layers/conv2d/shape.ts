import type { ShapeFacet } from '../shape-facet';
import { needFeatureMap } from '../shapes';
import { biasOf, kernelOf } from '../weights';
import { windowOutput } from '../window';

/** Kernel `[height, width, channels in, filters]`, then one bias for each filter. */
export const conv2dShape: ShapeFacet<'conv2d'> = {
  output(config, [input = []]) {
    const problem = needFeatureMap(input);
    if (problem) return problem;
    const size = windowOutput(input, { ...config, size: config.kernel }, 'kernel', input);
    return 'code' in size ? size : [...size, config.filters];
  },
  weights: (config, [input = []]) => [
    kernelOf(config, [...config.kernel, input[2] as number, config.filters]),
    ...biasOf(config, config.filters),
  ],
  macs: ({ kernel, filters }, [input = []], output) =>
    kernel[0] * kernel[1] * (input[2] as number) * filters * (output[0] as number) * (output[1] as number),
};
