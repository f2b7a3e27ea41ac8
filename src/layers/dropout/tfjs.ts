import { mul, tensor } from '@tensorflow/tfjs-core';
import { soleInput, type TfjsFacet } from '../tfjs-facet';
import { dropoutMask } from './mask';

/** Zeroes a share `rate` of the values while training and scales the others by `1 / (1 − rate)`. */
export const dropoutFacet: TfjsFacet<'dropout'> = {
  className: () => 'Dropout',
  config: ({ config }) => ({ rate: config.rate }),

  forward({ name, config }, inputs, _, { training, step, seed }) {
    const x = soleInput(inputs);
    if (!training || config.rate === 0) return x;
    return mul(x, tensor(dropoutMask({ seed, layer: name, step, rate: config.rate, size: x.size }), x.shape));
  },

  kernels: () => ['Multiply'],
};
