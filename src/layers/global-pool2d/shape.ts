import type { ShapeFacet } from '../shape-facet';
import { needFeatureMap } from '../shapes';

export const globalPool2dShape: ShapeFacet<'globalMaxPool2d' | 'globalAveragePool2d'> = {
  output({ keepDimensions }, [input = []]) {
    const channels = input[2] as number;
    return needFeatureMap(input) ?? (keepDimensions ? [1, 1, channels] : [channels]);
  },
};
