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
  tidy,
} from '@tensorflow/tfjs-core';
import type { PlannedLayer } from '../layer';

import { type StockClass, soleInput, type TfjsFacet } from '../tfjs/tfjs-facet';

type GlobalPool = PlannedLayer<'globalAveragePool2d'> | PlannedLayer<'globalMaxPool2d'>;

const space = [1, 2];

/** The mean of each channel. */
export const globalAveragePool2dFacet: TfjsFacet<'globalAveragePool2d'> = {
  className: () => 'GlobalAveragePooling2D',
  config: globalPoolConfig,
  forward: ({ config }, inputs) => mean(soleInput(inputs), space, config.keepDimensions),
  kernels: () => ['Mean', 'Reshape', 'Multiply', 'RealDiv'],
  stockClass: (layer) => poolOfAll(layer, 'AveragePooling2D'),
};

/** The largest value of each channel. Equal largest values share the gradient evenly, as in TensorFlow. */
export const globalMaxPool2dFacet: TfjsFacet<'globalMaxPool2d'> = {
  className: () => 'GlobalMaxPooling2D',
  config: globalPoolConfig,

  forward({ config }, inputs) {
    const differentiable = customGrad((input, save) => {
      const x = input as Tensor;
      const largest = max(x, space, true);
      (save as (tensors: Tensor[]) => void)([x, largest]);
      return { value: largest, gradFunc: (dy: Tensor, saved: Tensor[]) => tidy(() => spread(dy, saved)) };
    });
    const largest = differentiable(soleInput(inputs));
    return config.keepDimensions ? largest : reshape(largest, [-1, largest.shape[3] ?? 0]);
  },

  kernels: ({ config }) => [
    ...['Max', 'Equal', 'Cast', 'Sum', 'Multiply', 'RealDiv'],
    ...(config.keepDimensions ? [] : ['Reshape']),
  ],

  stockClass: (layer) => poolOfAll(layer, 'MaxPooling2D'),
};

function globalPoolConfig({ config }: GlobalPool) {
  return { dataFormat: 'channelsLast', keepDims: config.keepDimensions };
}

/** Stock tfjs's global pools cannot keep dimensions; a pool as large as its input does the same. */
function poolOfAll({ config, inputShapes: [input = []] }: GlobalPool, className: string): StockClass | null {
  if (!config.keepDimensions) return null;
  const size = input.slice(0, 2);
  return {
    className,
    config: { poolSize: size, strides: size, padding: 'valid', dataFormat: 'channelsLast' },
  };
}

function spread(dy: Tensor, [x, largest]: readonly Tensor[]): Tensor {
  if (x === undefined || largest === undefined)
    throw new Error('the gradient of a maximum needs input and output');
  const winners = cast(equal(x, largest), 'float32');
  return mul(winners, div(dy, sum(winners, space, true)));
}
