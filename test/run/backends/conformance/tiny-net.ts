import type { ModelPlan } from '../../../../src/check/model-plan';
import type { Batch } from '../../../../src/run/backends/engine';
import { type Draft, planOf } from '../../../support/plan-from-reference';

export const optimizers = {
  sgd: { type: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: true },
  adam: { type: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  rmsprop: { type: 'rmsprop', learningRate: 0.01, rho: 0.9, momentum: 0.5, epsilon: 1e-7 },
} as const;

const kernel = {
  kernelInitializer: { type: 'glorotUniform' },
  kernelRegularizer: null,
  kernelConstraint: null,
} as const;
const bias = { biasInitializer: { type: 'zeros' }, biasRegularizer: null, biasConstraint: null } as const;

/** A network with a convolution, a batch norm without scale, a dropout and a dense head, penalized and constrained. */
export function dropoutPlan(training: Parameters<typeof planOf>[1] = {}): ModelPlan {
  const weight = (
    name: string,
    shape: readonly number[],
    type: 'glorotUniform' | 'zeros' | 'ones' = 'glorotUniform',
  ) => ({ name, shape, trainable: !name.startsWith('moving'), initializer: { type } });
  const drafts: Draft[] = [
    { name: 'input', kind: 'input', config: { shape: [5, 4, 2] }, inputs: [], outputShape: [5, 4, 2] },
    {
      name: 'conv',
      kind: 'conv2d',
      config: {
        filters: 2,
        kernel: [3, 3],
        stride: [1, 1],
        padding: 'valid',
        dilation: [1, 1],
        bias: false,
        ...kernel,
        ...bias,
      },
      inputs: ['input'],
      outputShape: [3, 2, 2],
      weights: [weight('kernel', [3, 3, 2, 2])],
    },
    {
      name: 'norm',
      kind: 'batchNorm',
      config: { momentum: 0.9, epsilon: 1e-3, center: true, scale: false },
      inputs: ['conv'],
      outputShape: [3, 2, 2],
      weights: [
        weight('beta', [2], 'zeros'),
        weight('moving_mean', [2], 'zeros'),
        weight('moving_variance', [2], 'ones'),
      ],
    },
    { name: 'flatten', kind: 'flatten', config: {}, inputs: ['norm'], outputShape: [12] },
    { name: 'dropout', kind: 'dropout', config: { rate: 0.5 }, inputs: ['flatten'], outputShape: [12] },
    {
      name: 'output',
      kind: 'dense',
      config: { units: 3, ...kernel, bias: true, ...bias },
      inputs: ['dropout'],
      outputShape: [3],
      weights: [
        {
          ...weight('kernel', [12, 3]),
          regularizer: { l1: 1e-3, l2: 1e-2 },
          constraint: { type: 'maxNorm', maxValue: 0.8 },
        },
        weight('bias', [3], 'zeros'),
      ],
    },
    {
      name: 'softmax',
      kind: 'activation',
      config: { function: 'softmax' },
      inputs: ['output'],
      outputShape: [3],
    },
  ];
  return planOf(drafts, training);
}

export const tinyBatch: Batch = {
  size: 4,
  x: Float32Array.from({ length: 4 * 40 }, (_, i) => Math.sin(7 * i)),
  y: Float32Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0]),
};

export function part(from: number, to: number): Batch {
  return {
    size: to - from,
    x: tinyBatch.x.slice(40 * from, 40 * to),
    y: tinyBatch.y.slice(3 * from, 3 * to),
  };
}
