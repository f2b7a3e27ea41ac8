import type { WeightSpec } from '../layer';
import type { ShapeFacet } from '../shape-facet';

/** One gamma, beta, moving mean and moving variance for each channel. */
export const batchNormShape: ShapeFacet<'batchNorm'> = {
  output: (_config, [input = []]) => input,
  weights({ center, scale }, [input = []]) {
    const shape = [input.at(-1) as number];
    const weight = (name: string, initializer: 'zeros' | 'ones', trainable: boolean): WeightSpec => ({
      name,
      shape,
      trainable,
      initializer,
    });
    return [
      ...(scale ? [weight('gamma', 'ones', true)] : []),
      ...(center ? [weight('beta', 'zeros', true)] : []),
      weight('moving_mean', 'zeros', false),
      weight('moving_variance', 'ones', false),
    ];
  },
};
