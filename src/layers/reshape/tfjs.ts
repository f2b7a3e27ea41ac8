import { reshape } from '@tensorflow/tfjs-core';
import { soleInput, type TfjsFacet } from '../tfjs/tfjs-facet';

/** The same values in row-major order under another shape; the batch stays. */
export const reshapeFacet: TfjsFacet<'reshape'> = {
  className: () => 'Reshape',
  config: ({ config }) => ({ targetShape: [...config.shape] }),
  forward: ({ outputShape }, inputs) => reshape(soleInput(inputs), [-1, ...outputShape]),
  kernels: () => ['Reshape'],
};
