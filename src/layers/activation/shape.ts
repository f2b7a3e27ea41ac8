import type { ShapeFacet } from '../shape-facet';

export const activationShape: ShapeFacet<'activation'> = { output: (_config, [input = []]) => input };
