import type { ShapeFacet } from '../shape-facet';
import { shapeText } from '../shapes';
import { biasOf, kernelOf } from '../weights';

/** Kernel `[values in, units]`, then one bias for each unit. */
export const denseShape: ShapeFacet<'dense'> = {
  output({ units }, [input = []]) {
    if (input.length === 1) return [units];
    return {
      code: 'shape/wrong-rank',
      message: `needs a vector, its input is the feature map ${shapeText(input)}`,
      hint: 'put a block { type: flatten } or { type: globalAveragePool } before it',
    };
  },
  weights: (config, [input = []]) => [
    kernelOf(config, [input[0] as number, config.units]),
    ...biasOf(config, config.units),
  ],
  macs: ({ units }, [input = []]) => (input[0] as number) * units,
};
