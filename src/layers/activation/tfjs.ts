import {
  abs,
  add,
  div,
  elu,
  erf,
  leakyRelu,
  minimum,
  mul,
  relu,
  relu6,
  selu,
  sigmoid,
  softmax,
  softplus,
  type Tensor,
  tanh,
} from '@tensorflow/tfjs-core';
import type { ActivationConfig, ActivationName } from '../layer';
import { soleInput, type TfjsFacet } from '../tfjs/tfjs-facet';
import { activationClass } from './kind';

interface ActivationFunction {
  apply(x: Tensor): Tensor;
  /** tfjs kernels of the function and its gradient. */
  readonly kernels: readonly string[];
}

/** The activations without options. */
export type PlainActivation = Exclude<ActivationName, 'leakyReLU' | 'elu'>;

const masked = ['Step', 'Cast', 'Multiply'];

/** Keras's activations. `softmax` works along the last axis; `gelu` is the exact form. */
export const activationFunctions: Record<PlainActivation, ActivationFunction> = {
  linear: { apply: (x) => x, kernels: [] },
  relu: { apply: relu, kernels: ['Relu', ...masked] },
  relu6: { apply: relu6, kernels: ['Relu6', 'LessEqual', ...masked] },
  selu: { apply: selu, kernels: ['Selu', 'Greater', 'Cast', 'Exp', 'Multiply', 'Select'] },
  sigmoid: { apply: sigmoid, kernels: ['Sigmoid', 'Sub', 'Multiply'] },
  hardSigmoid: {
    apply: (x) => mul(relu6(add(x, 3)), 1 / 6),
    kernels: ['Relu6', 'LessEqual', 'Add', 'Reshape', ...masked],
  },
  tanh: { apply: tanh, kernels: ['Tanh', 'Square', 'Sub', 'Multiply'] },
  softplus: { apply: softplus, kernels: ['Softplus', 'Sigmoid', 'Multiply'] },
  softsign: {
    apply: (x) => div(x, add(abs(x), 1)),
    kernels: ['Abs', 'Add', 'RealDiv', 'Square', 'Neg', 'Reshape', ...masked],
  },
  swish: { apply: (x) => mul(x, sigmoid(x)), kernels: ['Sigmoid', 'Sub', 'Multiply', 'Cast'] },
  gelu: {
    apply: (x) => mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1)),
    kernels: ['Erf', 'Exp', 'Neg', 'Square', 'Add', 'Multiply', 'Cast', 'Reshape'],
  },
  mish: {
    apply: (x) => mul(x, tanh(softplus(x))),
    kernels: ['Softplus', 'Tanh', 'Sigmoid', 'Square', 'Sub', 'Multiply', 'Cast'],
  },
  softmax: { apply: (x) => softmax(x), kernels: ['Softmax', 'Sum', 'Sub', 'Multiply'] },
};

/** An activation with its options. */
function activationOf(config: ActivationConfig): ActivationFunction {
  switch (config.function) {
    case 'leakyReLU':
      return {
        apply: (x) => leakyRelu(x, config.slope),
        kernels: ['LeakyRelu', 'Greater', 'Select', 'Multiply'],
      };
    case 'elu':
      return {
        apply: (x) => (config.alpha === 1 ? elu(x) : add(relu(x), mul(elu(minimum(x, 0)), config.alpha))),
        kernels: [
          ...['Elu', 'EluGrad'],
          ...(config.alpha === 1 ? [] : ['Relu', 'Minimum', 'LessEqual', 'Add', 'Reshape', ...masked]),
        ],
      };
    default:
      return activationFunctions[config.function];
  }
}

export const activationFacet: TfjsFacet<'activation'> = {
  className: ({ config }) => activationClass(config),

  config({ config }) {
    if (config.function === 'leakyReLU') return { alpha: config.slope };
    return config.function === 'elu' ? { alpha: config.alpha } : { activation: config.function };
  },

  forward: ({ config }, inputs) => activationOf(config).apply(soleInput(inputs)),
  kernels: ({ config }) => activationOf(config).kernels,

  beyondStock({ config }) {
    if (config.function === 'hardSigmoid') return 'its hardSigmoid is a different function';
    return config.function === 'elu' && config.alpha !== 1 ? 'its elu supports only alpha: 1' : null;
  },
};
