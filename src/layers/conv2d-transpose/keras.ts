import type { KerasFacet } from '../keras/keras-facet';
import { biasOptions, kernelOptions, windowOptions } from '../keras/write-options';

/** Without output padding. */
export const conv2dTransposeKeras: KerasFacet<'conv2dTranspose'> = {
  className: 'Conv2DTranspose',
  options: ({ config }) => ({
    filters: config.filters,
    output_padding: null,
    ...windowOptions(config),
    ...kernelOptions(config, 4),
    ...biasOptions(config),
  }),
};
