import type { KerasFacet } from '../keras/keras-facet';
import { biasOptions, kernelOptions } from '../keras/write-options';

/** Without quantization. */
export const denseKeras: KerasFacet<'dense'> = {
  className: 'Dense',
  options: ({ config }) => ({
    units: config.units,
    ...kernelOptions(config, 2),
    ...biasOptions(config),
    quantization_config: null,
  }),
};
