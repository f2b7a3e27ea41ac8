import { needFeatureMap, type ShapeFacet } from '../shape-facet';

export const dropoutShape: ShapeFacet<'dropout'> = { output: (_config, [input = []]) => input };

export const spatialDropout2dShape: ShapeFacet<'spatialDropout2d'> = {
  output: (_config, [input = []]) => needFeatureMap(input) ?? input,
};
