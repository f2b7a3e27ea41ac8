import type { ShapeFacet } from '../shape-facet';
import { shapeText } from '../shape-facet';

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
  weights({ units, bias, kernelInitializer, biasInitializer }, [input = []]) {
    return [
      { name: 'kernel', shape: [input[0] as number, units], trainable: true, initializer: kernelInitializer },
      ...(bias ? [{ name: 'bias', shape: [units], trainable: true, initializer: biasInitializer }] : []),
    ];
  },
  macs: ({ units }, [input = []]) => (input[0] as number) * units,
};
