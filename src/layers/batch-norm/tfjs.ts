import {
  add,
  batchNorm2d,
  customGrad,
  div,
  moments,
  mul,
  neg,
  ones,
  reshape,
  rsqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { soleInput, type TfjsFacet } from '../tfjs/tfjs-facet';

/**
 * Normalizes each channel. Training uses the batch's mean and variance (divided by n) and updates the moving
 * statistics. Otherwise, and always if the layer is frozen, the moving statistics are used.
 */
export const batchNormFacet: TfjsFacet<'batchNorm'> = {
  className: () => 'BatchNormalization',

  config: ({ config }) => ({
    axis: -1,
    momentum: config.momentum,
    epsilon: config.epsilon,
    center: config.center,
    scale: config.scale,
  }),

  forward({ config, outputShape, trainable }, inputs, weights, { training }) {
    const { moving_mean: movingMean, moving_variance: movingVariance } = weights;
    if (!movingMean || !movingVariance)
      throw new Error('a batch norm needs its moving_mean and moving_variance');
    const channels = outputShape.at(-1) ?? 0;
    const x = reshape(soleInput(inputs), [-1, channels]) as Tensor2D;
    const gamma = (weights.gamma?.read() ?? ones([channels])) as Tensor1D;
    const beta = (weights.beta?.read() ?? zeros([channels])) as Tensor1D;
    const normalized = () => {
      if (training && trainable !== false)
        return normalizeBatch(x, gamma, beta, config.epsilon, (mean, variance) => {
          move(movingMean, mean, config.momentum);
          move(movingVariance, variance, config.momentum);
        });
      const by = training ? normalizeFrozen : normalize;
      return by(x, movingMean.read(), movingVariance.read(), beta, gamma, config.epsilon);
    };
    return reshape(normalized(), [-1, ...outputShape]);
  },

  kernels: () => [
    'FusedBatchNorm',
    'Mean',
    'Sub',
    'Square',
    'Add',
    'Rsqrt',
    'Sum',
    'Multiply',
    'RealDiv',
    'Neg',
    'Reshape',
  ],
};

type Statistics = [mean: Tensor, variance: Tensor, beta: Tensor1D, gamma: Tensor1D, epsilon: number];

function normalize(x: Tensor2D, ...[mean, variance, beta, gamma, epsilon]: Statistics): Tensor2D {
  return batchNorm2d(x, mean as Tensor1D, variance as Tensor1D, beta, gamma, epsilon);
}

/**
 * Normalizes with statistics, scale and offset that need no gradient. One operation whose gradient,
 * `dx = γ · dy / √(variance + ε)`, takes a third of the passes that tfjs's own takes.
 */
function normalizeFrozen(batch: Tensor2D, ...[mean, variance, beta, gamma, epsilon]: Statistics): Tensor {
  return customGrad((...args) => {
    const [x, save] = args as unknown as [Tensor2D, (tensors: Tensor[]) => void];
    // Without scaling, gamma is not a variable and would be freed with the layer's temporaries.
    save([gamma]);
    return {
      value: normalize(x, mean, variance, beta, gamma, epsilon),
      gradFunc: (dy: Tensor, [factor]: Tensor[]) =>
        tidy(() => [mul(dy, mul(factor as Tensor, rsqrt(add(variance, epsilon))))]),
    };
  })(batch);
}

function move(moving: LayerVariable, value: Tensor, momentum: number): void {
  moving.write(add(mul(moving.read(), momentum), mul(value, 1 - momentum)));
}

/**
 * One operation with the closed-form gradient of Ioffe and Szegedy (2015), which needs a third of the passes over `x`
 * that the gradients of its parts need. With `c = x − mean` and `s = 1 / √(variance + ε)`, sums over the batch's n
 * rows: `dβ = Σ dy`, `dγ = s · Σ dy·c`, `dx = γs · (dy − Σ dy / n − c · s² · Σ dy·c / n)`.
 */
function normalizeBatch(
  batch: Tensor2D,
  scale: Tensor1D,
  offset: Tensor1D,
  epsilon: number,
  onStatistics: (mean: Tensor, variance: Tensor) => void,
): Tensor {
  const rows = batch.shape[0];
  const differentiable = customGrad((...args) => {
    const [x, gamma, beta, save] = args as unknown as [
      Tensor2D,
      Tensor1D,
      Tensor1D,
      (tensors: Tensor[]) => void,
    ];
    const { mean, variance } = moments(x, [0]);
    onStatistics(mean, variance);
    save([x, mean, variance, gamma]);
    return {
      value: normalize(x, mean, variance, beta, gamma, epsilon),
      // tfjs keeps a gradient's temporaries until the whole backward pass is done.
      gradFunc: (dy: Tensor, saved: Tensor[]) =>
        tidy(() => {
          const [input, center, spread, factor] = saved as [Tensor, Tensor, Tensor, Tensor];
          const inverse = rsqrt(add(spread, epsilon));
          const centered = sub(input, center);
          const sumOfProducts = sum(mul(dy, centered), 0);
          const dBeta = sum(dy, 0);
          const slope = mul(factor, inverse);
          const tilt = neg(div(mul(mul(slope, square(inverse)), sumOfProducts), rows));
          const shift = neg(div(mul(slope, dBeta), rows));
          const dx = add(add(mul(dy, slope), mul(centered, tilt)), shift);
          return [dx, mul(sumOfProducts, inverse), dBeta];
        }),
    };
  });
  return differentiable(batch, scale, offset);
}
