import type { ShapeFacet } from '../shape-facet';
import { definition } from './definition';

/** As the program says that brought the layer. */
export const customShape: ShapeFacet<'custom'> = {
  output: ({ options, [definition]: kind }, inputs) => kind.output(options, inputs),
  weights: ({ options, [definition]: kind }, inputs) => kind.weights?.(options, inputs) ?? [],
  macs: ({ options, [definition]: kind }, inputs, output) => kind.macs?.(options, inputs, output) ?? 0,
};
