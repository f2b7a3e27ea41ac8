import {
  cast,
  customGrad,
  div,
  equal,
  max,
  mean,
  mul,
  reshape,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { soleInput, type TfjsFacet } from '../tfjs-facet';

const space = [1, 2];

/** The mean of each channel. */
export const globalAveragePool2dFacet: TfjsFacet<'globalAveragePool2d'> = {
  className: () => 'GlobalAveragePooling2D',
  config: () => ({ dataFormat: 'channelsLast' }),
  forward: (_, inputs) => mean(soleInput(inputs), space),
  kernels: () => ['Mean', 'Reshape', 'Multiply', 'RealDiv'],
};

/** The largest value of each channel. Equal largest values share the gradient evenly, as in TensorFlow. */
export const globalMaxPool2dFacet: TfjsFacet<'globalMaxPool2d'> = {
  className: () => 'GlobalMaxPooling2D',
  config: () => ({ dataFormat: 'channelsLast' }),

  forward(_, inputs) {
    const differentiable = customGrad((input, save) => {
      const x = input as Tensor;
      const largest = max(x, space);
      (save as (tensors: Tensor[]) => void)([x, largest]);
      return { value: largest, gradFunc: (dy: Tensor, saved: Tensor[]) => spread(dy, saved) };
    });
    return differentiable(soleInput(inputs));
  },

  kernels: () => ['Max', 'Equal', 'Cast', 'Sum', 'Multiply', 'RealDiv', 'Reshape'],
};

function spread(dy: Tensor, [x, largest]: readonly Tensor[]): Tensor {
  if (x === undefined || largest === undefined)
    throw new Error('the gradient of a maximum needs input and output');
  const [batch = 0, channels = 0] = largest.shape;
  const winners = cast(equal(x, reshape(largest, [batch, 1, 1, channels])), 'float32');
  return mul(winners, reshape(div(dy, sum(winners, space)), [batch, 1, 1, channels]));
}
