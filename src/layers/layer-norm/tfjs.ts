import {
  add,
  customGrad,
  mean,
  mul,
  ones,
  reshape,
  rsqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { soleInput, type TfjsFacet } from '../tfjs/tfjs-facet';

/** Normalizes the channels at each position by their mean and variance (divided by n): Ba, Kiros and Hinton (2016). */
export const layerNormFacet: TfjsFacet<'layerNorm'> = {
  className: () => 'LayerNormalization',

  config: ({ config }) => ({
    axis: -1,
    epsilon: config.epsilon,
    center: config.center,
    scale: config.scale,
  }),

  forward({ config, outputShape }, inputs, weights) {
    const channels = outputShape.at(-1) ?? 0;
    const x = reshape(soleInput(inputs), [-1, channels]);
    const gamma = (weights.gamma?.read() ?? ones([channels])) as Tensor1D;
    const beta = (weights.beta?.read() ?? zeros([channels])) as Tensor1D;
    return reshape(normalize(x, gamma, beta, config.epsilon), [-1, ...outputShape]);
  },

  kernels: () => ['Mean', 'Sub', 'Square', 'Add', 'Rsqrt', 'Sum', 'Multiply', 'Reshape'],
};

/**
 * One operation with a closed-form gradient. With `c = x − mean`, `s = 1 / √(variance + ε)`, `n = c·s` and means over
 * the channels: `dβ = Σ dy`, `dγ = Σ dy·n`, `dx = s · (g − mean(g) − n · mean(g·n))` where `g = dy·γ`.
 */
function normalize(rows: Tensor, scale: Tensor1D, offset: Tensor1D, epsilon: number): Tensor {
  const differentiable = customGrad((...args) => {
    const [x, gamma, beta, save] = args as unknown as [
      Tensor,
      Tensor1D,
      Tensor1D,
      (tensors: Tensor[]) => void,
    ];
    const centered = sub(x, mean(x, -1, true));
    const inverse = rsqrt(add(mean(square(centered), -1, true), epsilon));
    const normal = mul(centered, inverse);
    save([normal, inverse, gamma]);
    return {
      value: add(mul(normal, gamma), beta),
      gradFunc: (dy: Tensor, saved: Tensor[]) =>
        tidy(() => {
          const [n, s, factor] = saved as [Tensor, Tensor, Tensor];
          const g = mul(dy, factor);
          const tilt = mul(n, mean(mul(g, n), -1, true));
          const dx = mul(sub(sub(g, mean(g, -1, true)), tilt), s);
          return [dx, sum(mul(dy, n), 0), sum(dy, 0)];
        }),
    };
  });
  return differentiable(rows, scale, offset);
}
