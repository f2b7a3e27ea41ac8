import type { ShapeFacet } from '../shape-facet';

export const inputShape: ShapeFacet<'input'> = { output: ({ shape }) => shape };
