import type { KerasFacet } from '../keras/keras-facet';
import { biasOptions, depthwiseOptions, pointwiseOptions, windowOptions } from '../keras/write-options';

/** Options of both kernels. */
export const separableConv2dKeras: KerasFacet<'separableConv2d'> = {
  className: 'SeparableConv2D',
  options: ({ config }) => ({
    filters: config.filters,
    ...windowOptions(config),
    ...depthwiseOptions(config),
    ...pointwiseOptions(config),
    ...biasOptions(config),
  }),
};
