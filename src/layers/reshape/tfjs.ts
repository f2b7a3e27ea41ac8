import { reshape, type Tensor } from '@tensorflow/tfjs-core';
import type { PlannedLayer } from '../layer';
import { soleInput, type TfjsFacet } from '../tfjs/tfjs-facet';

/** `[batch, height, width, channels]` to `[batch, height · width · channels]`, row-major. */
export const flattenFacet: TfjsFacet<'flatten'> = {
  className: () => 'Flatten',
  config: () => ({ dataFormat: 'channelsLast' }),
  forward,
  kernels: () => ['Reshape'],
};

/** The same values in row-major order under another shape; the batch stays. */
export const reshapeFacet: TfjsFacet<'reshape'> = {
  className: () => 'Reshape',
  config: ({ config }) => ({ targetShape: [...config.shape] }),
  forward,
  kernels: () => ['Reshape'],
};

function forward({ outputShape }: PlannedLayer, inputs: readonly Tensor[]): Tensor {
  return reshape(soleInput(inputs), [-1, ...outputShape]);
}
