import type { ShapeFacet } from '../shape-facet';
import { needFeatureMap } from '../shapes';

export const dropoutShape: ShapeFacet<'dropout'> = { output: (_config, [input = []]) => input };

export const spatialDropout2dShape: ShapeFacet<'spatialDropout2d'> = {
  output: (_config, [input = []]) => needFeatureMap(input) ?? input,
};
