import type { ShapeFacet } from '../shape-facet';
import { needFeatureMap } from '../shapes';
import { windowOutput } from '../window';

export const pool2dShape: ShapeFacet<'maxPool2d' | 'averagePool2d'> = {
  output(config, [input = []]) {
    const problem = needFeatureMap(input);
    if (problem) return problem;
    const size = windowOutput(input, config, 'pool', input);
    return 'code' in size ? size : [...size, input[2] as number];
  },
};
