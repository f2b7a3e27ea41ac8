import type { ShapeFacet } from '../shape-facet';
import { sizeOf } from '../shapes';

/** In the order height, width, channels. */
export const flattenShape: ShapeFacet<'flatten'> = { output: (_config, [input = []]) => [sizeOf(input)] };
