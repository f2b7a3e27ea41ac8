import { reshape } from '@tensorflow/tfjs-core';
import { soleInput, type TfjsFacet } from '../tfjs/tfjs-facet';

/** `[batch, height, width, channels]` to `[batch, height · width · channels]`, row-major. */
export const flattenFacet: TfjsFacet<'flatten'> = {
  className: () => 'Flatten',
  config: () => ({ dataFormat: 'channelsLast' }),
  forward: ({ outputShape }, inputs) => reshape(soleInput(inputs), [-1, ...outputShape]),
  kernels: () => ['Reshape'],
};
