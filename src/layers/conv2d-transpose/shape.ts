import type { ShapeFacet } from '../shape-facet';
import { needFeatureMap } from '../shapes';
import { biasOf, kernelOf } from '../weights';
import { transposedSteps } from '../window';

/**
 * Kernel `[height, width, filters, channels in]`, then one bias for each filter. Each value of the input is multiplied
 * with the whole kernel, so multiply-adds are counted by the input's size.
 */
export const conv2dTransposeShape: ShapeFacet<'conv2dTranspose'> = {
  output({ filters, kernel, stride, padding, dilation }, [input = []]) {
    const steps = (axis: 0 | 1) =>
      transposedSteps(input[axis] as number, kernel[axis], stride[axis], padding, dilation[axis]);
    return needFeatureMap(input) ?? [steps(0), steps(1), filters];
  },
  weights: (config, [input = []]) => [
    kernelOf(config, [...config.kernel, config.filters, input[2] as number]),
    ...biasOf(config, config.filters),
  ],
  macs: ({ kernel, filters }, [input = []]) =>
    kernel[0] * kernel[1] * filters * input.reduce((product, size) => product * size, 1),
};
