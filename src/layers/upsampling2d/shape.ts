import type { ShapeFacet } from '../shape-facet';
import { needFeatureMap } from '../shapes';

export const upsampling2dShape: ShapeFacet<'upsampling2d'> = {
  output({ size }, [input = []]) {
    const [height, width, channels] = input as readonly [number, number, number];
    return needFeatureMap(input) ?? [height * size[0], width * size[1], channels];
  },
};
