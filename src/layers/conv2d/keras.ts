import type { KerasFacet } from '../keras/keras-facet';
import { biasOptions, kernelOptions, windowOptions } from '../keras/write-options';

/** Without groups. */
export const conv2dKeras: KerasFacet<'conv2d'> = {
  className: 'Conv2D',
  options: ({ config }) => ({
    filters: config.filters,
    groups: 1,
    ...windowOptions(config),
    ...kernelOptions(config, 4),
    ...biasOptions(config),
  }),
};
