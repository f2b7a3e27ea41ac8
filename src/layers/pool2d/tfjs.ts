import { avgPool, maxPool, mul, pad, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import type { PlannedLayer } from '../layer';

import { soleInput, type TfjsFacet } from '../tfjs/tfjs-facet';

type PooledLayer = PlannedLayer<'maxPool2d'> | PlannedLayer<'averagePool2d'>;

/** The largest value of each window. If several values are equal, the gradient goes to the first. */
export const maxPool2dFacet: TfjsFacet<'maxPool2d'> = {
  className: () => 'MaxPooling2D',
  config: poolConfig,
  forward: ({ config }, inputs) =>
    maxPool(soleInput(inputs) as Tensor4D, [...config.size], [...config.stride], config.padding),
  kernels: () => ['MaxPool', 'MaxPoolGrad'],
};

/**
 * The mean of each window, excluding padding.
 *
 * Padding is explicit, as zeros around the input and a factor for each output, because backends disagree on whether
 * the gradient of a window at the border is divided by all its cells or only by those inside the input.
 */
export const averagePool2dFacet: TfjsFacet<'averagePool2d'> = {
  className: () => 'AveragePooling2D',
  config: poolConfig,

  forward(layer, inputs) {
    const x = soleInput(inputs) as Tensor4D;
    const { size, stride } = layer.config;
    const pool = (image: Tensor4D) => avgPool(image, [...size], [...stride], 'valid');
    const [rows, columns] = [borderOf(layer, 0), borderOf(layer, 1)];
    if (rows.before + rows.after + columns.before + columns.after === 0) return pool(x);
    const padded = pad(x, [
      [0, 0],
      [rows.before, rows.after],
      [columns.before, columns.after],
      [0, 0],
    ]);
    const factors = rows.factors.flatMap((row) => columns.factors.map((column) => row * column));
    return mul(pool(padded), tensor4d(factors, [1, rows.factors.length, columns.factors.length, 1]));
  },

  kernels: ({ config }) => [
    'AvgPool',
    'AvgPoolGrad',
    ...(config.padding === 'same' ? ['PadV2', 'Slice', 'Multiply', 'Cast'] : []),
  ],
};

function poolConfig({ config }: PooledLayer) {
  return {
    poolSize: [...config.size],
    strides: [...config.stride],
    padding: config.padding,
    dataFormat: 'channelsLast',
  };
}

/**
 * Along one axis: the padding before and after the input, and for each output the window size divided by the number
 * of cells inside the input. Padding `same` puts the odd cell after the input, as TensorFlow does.
 */
function borderOf({ config, inputShapes, outputShape }: PooledLayer, axis: 0 | 1) {
  const size = config.size[axis];
  const stride = config.stride[axis];
  const length = inputShapes[0]?.[axis] ?? 0;
  const outputs = outputShape[axis] ?? 0;
  const missing = config.padding === 'same' ? Math.max((outputs - 1) * stride + size - length, 0) : 0;
  const before = Math.floor(missing / 2);
  const factors = Array.from({ length: outputs }, (_, i) => {
    const start = i * stride - before;
    return size / (Math.min(start + size, length) - Math.max(start, 0));
  });
  return { before, after: missing - before, factors };
}
