import { reshape, type Tensor } from '@tensorflow/tfjs-core';
import type { PlannedLayer } from '../layer';
import { soleInput, type TfjsFacet } from '../tfjs/tfjs-facet';

/** Flattens `[batch, height, width, channels]` to `[batch, height · width · channels]`, row-major. */
export const flattenFacet: TfjsFacet<'flatten'> = {
  className: () => 'Flatten',
  config: () => ({ dataFormat: 'channelsLast' }),
  forward,
  kernels: () => ['Reshape'],
};

/** Gives the values another shape, row-major; the batch axis stays. */
export const reshapeFacet: TfjsFacet<'reshape'> = {
  className: () => 'Reshape',
  config: ({ config }) => ({ targetShape: [...config.shape] }),
  forward,
  kernels: () => ['Reshape'],
};

function forward({ outputShape }: PlannedLayer, inputs: readonly Tensor[]): Tensor {
  return reshape(soleInput(inputs), [-1, ...outputShape]);
}
