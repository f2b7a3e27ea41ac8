import { input } from '@tensorflow/tfjs-layers';
import type { TfjsInputFacet } from '../tfjs/tfjs-facet';

/** Images `[batch, height, width, channels]` in float32, already preprocessed. */
export const inputFacet: TfjsInputFacet = {
  symbol: ({ name, outputShape }) => input({ name, shape: [...outputShape], dtype: 'float32' }),
};
