import type { KerasFacet } from '../keras-facet';
import { biasOptions, depthwiseOptions, windowOptions } from '../keras-weights';

/** Its kernel's options are called depthwise. */
export const depthwiseConv2dKeras: KerasFacet<'depthwiseConv2d'> = {
  className: 'DepthwiseConv2D',
  options: ({ config }) => ({
    ...windowOptions(config),
    ...depthwiseOptions(config),
    ...biasOptions(config),
  }),
};
