import { mul, type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { PlannedLayer } from '../layer';

import { soleInput, type TfjsCall, type TfjsFacet } from '../tfjs/tfjs-facet';
import { dropoutMask } from './mask';

/** In training, sets a fraction `rate` of the values to zero and scales the others by `1 / (1 − rate)`. */
export const dropoutFacet: TfjsFacet<'dropout'> = {
  className: () => 'Dropout',
  config: ({ config }) => ({ rate: config.rate }),
  forward: (layer, inputs, _, call) => drop(layer, soleInput(inputs), call, (shape) => shape),
  kernels: () => ['Multiply', 'Cast'],
};

/** Like dropout, but drops or keeps each channel of each image as a whole. */
export const spatialDropout2dFacet: TfjsFacet<'spatialDropout2d'> = {
  // tfjs-layers lacks Keras's class, but its `Dropout` does the same with a `noiseShape`.
  className: () => 'Dropout',
  config: ({ config, outputShape }) => ({ rate: config.rate, noiseShape: [null, 1, 1, outputShape[2] ?? 0] }),
  forward: (layer, inputs, _, call) =>
    drop(layer, soleInput(inputs), call, ([images = 0, , , channels = 0]) => [images, 1, 1, channels]),
  kernels: () => ['Multiply', 'Cast'],
};

/** `decisions` gives the shape of the mask, which is broadcast to the shape of the input. */
function drop(
  { name, config: { rate } }: PlannedLayer<'dropout' | 'spatialDropout2d'>,
  x: Tensor,
  { training, step, firstImage, seed }: TfjsCall,
  decisions: (shape: readonly number[]) => readonly number[],
): Tensor {
  if (!training || rate === 0) return x;
  const shape = decisions(x.shape);
  const [images = 0, ...ofImage] = shape;
  const size = ofImage.reduce((product, length) => product * length, 1);
  const mask = dropoutMask({ seed, layer: name, step, rate, firstImage, images, size });
  return mul(x, tensor(mask, [...shape]));
}
