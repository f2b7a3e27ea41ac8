import { needFeatureMap, type ShapeFacet } from '../shape-facet';

export const globalPool2dShape: ShapeFacet<'globalMaxPool2d' | 'globalAveragePool2d'> = {
  output: (_config, [input = []]) => needFeatureMap(input) ?? [input[2] as number],
};
