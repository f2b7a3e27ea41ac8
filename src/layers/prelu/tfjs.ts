import { mul, neg, relu, sub } from '@tensorflow/tfjs-core';
import { soleInput, type TfjsFacet } from '../tfjs/tfjs-facet';

/** `x` above zero and `alpha · x` below, with a learned alpha. At zero the gradient is 0, as in Keras. */
export const preluFacet: TfjsFacet<'prelu'> = {
  className: () => 'PReLU',
  config: ({ config, outputShape }) => ({
    sharedAxes:
      config.shared && outputShape.length > 1 ? outputShape.slice(1).map((_, axis) => axis + 1) : null,
  }),

  forward(_, inputs, { alpha }) {
    if (alpha === undefined) throw new Error('a PReLU layer needs its weight "alpha"');
    const x = soleInput(inputs);
    return sub(relu(x), mul(alpha.read(), relu(neg(x))));
  },

  kernels: () => ['Relu', 'Step', 'Cast', 'Neg', 'Multiply', 'Sub', 'Sum', 'Reshape'],
};
