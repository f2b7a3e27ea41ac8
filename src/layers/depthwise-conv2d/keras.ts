import type { KerasFacet } from '../keras/keras-facet';
import { biasOptions, depthwiseOptions, windowOptions } from '../keras/write-options';

/** Its kernel's options are called depthwise. */
export const depthwiseConv2dKeras: KerasFacet<'depthwiseConv2d'> = {
  className: 'DepthwiseConv2D',
  options: ({ config }) => ({
    ...windowOptions(config),
    ...depthwiseOptions(config),
    ...biasOptions(config),
  }),
};
