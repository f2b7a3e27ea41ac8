import { needFeatureMap, type ShapeFacet } from '../shape-facet';
import { windowOutput } from '../window';

/** Kernel `[height, width, channels in, filters]`, then one bias for each filter. */
export const conv2dShape: ShapeFacet<'conv2d'> = {
  output(config, [input = []]) {
    const problem = needFeatureMap(input);
    if (problem) return problem;
    const size = windowOutput(input, { ...config, size: config.kernel }, 'kernel', input);
    return 'code' in size ? size : [...size, config.filters];
  },
  weights({ kernel, filters, bias, kernelInitializer, biasInitializer }, [input = []]) {
    const shape = [...kernel, input[2] as number, filters];
    return [
      { name: 'kernel', shape, trainable: true, initializer: kernelInitializer },
      ...(bias ? [{ name: 'bias', shape: [filters], trainable: true, initializer: biasInitializer }] : []),
    ];
  },
  macs: ({ kernel, filters }, [input = []], output) =>
    kernel[0] * kernel[1] * (input[2] as number) * filters * (output[0] as number) * (output[1] as number),
};
