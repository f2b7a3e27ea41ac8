import type { ShapeFacet } from '../shape-facet';
import { scaleAndCenter } from '../weights';

/** One gamma and beta for each channel; the statistics are those of the channels at one place, so none are kept. */
export const layerNormShape: ShapeFacet<'layerNorm'> = {
  output: (_config, [input = []]) => input,
  weights: (config, [input = []]) => scaleAndCenter(config, input.at(-1) as number),
};
