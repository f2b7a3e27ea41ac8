import type { KerasFacet } from '../keras/keras-facet';
import { initializerConfig, normOptions } from '../keras/write-options';

/** Over the channels, without renormalization. */
export const batchNormKeras: KerasFacet<'batchNorm'> = {
  className: 'BatchNormalization',
  options: ({ config }) => ({
    ...normOptions(config),
    momentum: config.momentum,
    moving_mean_initializer: initializerConfig({ type: 'zeros' }),
    moving_variance_initializer: initializerConfig({ type: 'ones' }),
    synchronized: false,
    renorm: false,
    renorm_clipping: null,
    renorm_momentum: 0.99,
  }),
  callOptions: { mask: null },
};
