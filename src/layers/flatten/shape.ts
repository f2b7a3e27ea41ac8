import { type ShapeFacet, sizeOf } from '../shape-facet';

/** In the order height, width, channels. */
export const flattenShape: ShapeFacet<'flatten'> = { output: (_config, [input = []]) => [sizeOf(input)] };
