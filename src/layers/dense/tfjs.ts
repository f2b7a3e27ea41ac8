import { add, matMul, type Tensor2D } from '@tensorflow/tfjs-core';
import { soleInput, type TfjsFacet } from '../tfjs/tfjs-facet';

/** `x · kernel + bias` for `x` of `[batch, features]`. */
export const denseFacet: TfjsFacet<'dense'> = {
  className: () => 'Dense',

  config: ({ config }) => ({ units: config.units, activation: 'linear', useBias: config.bias }),

  forward(_, inputs, { kernel, bias }) {
    if (kernel === undefined) throw new Error('a dense layer needs its kernel');
    const y = matMul(soleInput(inputs) as Tensor2D, kernel.read() as Tensor2D);
    return bias ? add(y, bias.read()) : y;
  },

  kernels: ({ config }) => ['BatchMatMul', 'Reshape', ...(config.bias ? ['Add', 'Sum'] : [])],
};
