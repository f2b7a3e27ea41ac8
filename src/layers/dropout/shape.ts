import type { ShapeFacet } from '../shape-facet';

export const dropoutShape: ShapeFacet<'dropout'> = { output: (_config, [input = []]) => input };
