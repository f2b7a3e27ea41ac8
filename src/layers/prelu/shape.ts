import type { ShapeFacet } from '../shape-facet';
import { trainable } from '../weights';

/** One slope for each value, or `[1, 1, channels]` when height and width share them. */
export const preluShape: ShapeFacet<'prelu'> = {
  output: (_config, [input = []]) => input,
  weights({ alphaInitializer: initializer, shared }, [input = []]) {
    const shape = shared ? input.map((size, axis) => (axis === input.length - 1 ? size : 1)) : input;
    return [trainable('alpha', shape, { initializer })];
  },
};
