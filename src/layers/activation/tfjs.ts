import {
  abs,
  add,
  div,
  elu,
  erf,
  leakyRelu,
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
import type { ActivationName } from '../layer';
import { soleInput, type TfjsFacet } from '../tfjs-facet';

interface ActivationFunction {
  apply(x: Tensor): Tensor;
  /** Kernels of the function and of its gradient. */
  readonly kernels: readonly string[];
}

/** Slope of `leakyRelu` below zero: that of Keras's activation, not of its layer of the same name. */
export const leakySlope = 0.2;

const masked = ['Step', 'Cast', 'Multiply'];

/** Keras's activations; `softmax` works along the last axis, `gelu` is the exact one. */
export const activationFunctions: Record<ActivationName, ActivationFunction> = {
  linear: { apply: (x) => x, kernels: [] },
  relu: { apply: relu, kernels: ['Relu', ...masked] },
  relu6: { apply: relu6, kernels: ['Relu6', 'LessEqual', ...masked] },
  leakyRelu: {
    apply: (x) => leakyRelu(x, leakySlope),
    kernels: ['LeakyRelu', 'Greater', 'Select', 'Multiply'],
  },
  elu: { apply: elu, kernels: ['Elu', 'EluGrad'] },
  selu: { apply: selu, kernels: ['Selu', 'Greater', 'Cast', 'Exp', 'Multiply', 'Select'] },
  sigmoid: { apply: sigmoid, kernels: ['Sigmoid', 'Sub', 'Multiply'] },
  hardSigmoid: {
    apply: (x) => mul(relu6(add(x, 3)), 1 / 6),
    kernels: ['Relu6', 'LessEqual', 'Add', 'Sum', 'Reshape', ...masked],
  },
  tanh: { apply: tanh, kernels: ['Tanh', 'Square', 'Sub', 'Multiply'] },
  softplus: { apply: softplus, kernels: ['Softplus', 'Sigmoid', 'Multiply'] },
  softsign: {
    apply: (x) => div(x, add(abs(x), 1)),
    kernels: ['Abs', 'Add', 'RealDiv', 'Square', 'Neg', 'Sum', 'Reshape', ...masked],
  },
  swish: { apply: (x) => mul(x, sigmoid(x)), kernels: ['Sigmoid', 'Sub', 'Multiply'] },
  gelu: {
    apply: (x) => mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1)),
    kernels: ['Erf', 'Exp', 'Neg', 'Square', 'Add', 'Multiply', 'Sum', 'Reshape'],
  },
  softmax: { apply: (x) => softmax(x), kernels: ['Softmax', 'Sum', 'Sub', 'Multiply'] },
};

/** An activation as a layer of its own. */
export const activationFacet: TfjsFacet<'activation'> = {
  className: ({ config }) => (config.function === 'leakyRelu' ? 'LeakyReLU' : 'Activation'),
  config: ({ config }) =>
    config.function === 'leakyRelu' ? { alpha: leakySlope } : { activation: config.function },
  forward: ({ config }, inputs) => activationFunctions[config.function].apply(soleInput(inputs)),
  kernels: ({ config }) => activationFunctions[config.function].kernels,
};
