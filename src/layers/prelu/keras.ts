import type { KerasFacet } from '../keras/keras-facet';
import { initializerConfig } from '../keras/write-options';

/** Shared slopes are shared along height and width. */
export const preluKeras: KerasFacet<'prelu'> = {
  className: 'PReLU',
  options: ({ config, outputShape }) => ({
    alpha_initializer: initializerConfig(config.alphaInitializer),
    alpha_regularizer: null,
    alpha_constraint: null,
    shared_axes: config.shared && outputShape.length === 3 ? [1, 2] : null,
  }),
};
