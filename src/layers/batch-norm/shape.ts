import type { ShapeFacet } from '../shape-facet';
import { scaleAndCenter } from '../weights';

/** One gamma, beta, moving mean and moving variance for each channel. */
export const batchNormShape: ShapeFacet<'batchNorm'> = {
  output: (_config, [input = []]) => input,
  weights(config, [input = []]) {
    const channels = input.at(-1) as number;
    const moving = { shape: [channels], trainable: false } as const;
    return [
      ...scaleAndCenter(config, channels),
      { ...moving, name: 'moving_mean', initializer: { type: 'zeros' } },
      { ...moving, name: 'moving_variance', initializer: { type: 'ones' } },
    ];
  },
};
