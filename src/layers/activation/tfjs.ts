import {
  abs,
  add,
  cast,
  customGrad,
  div,
  elu,
  erf,
  exp,
  greaterEqual,
  leakyRelu,
  less,
  minimum,
  mul,
  relu,
  relu6,
  selu,
  sigmoid,
  softmax,
  softplus,
  step,
  type Tensor,
  tanh,
  tidy,
  where,
} from '@tensorflow/tfjs-core';
import type { ActivationConfig, ActivationName } from '../layer';
import { soleInput, type TfjsFacet } from '../tfjs/tfjs-facet';
import { activationClass, seluConstants } from './kind';

interface ActivationFunction {
  apply(x: Tensor): Tensor;
  /** tfjs kernels of the function and its gradient. */
  readonly kernels: readonly string[];
}

/** The activations without options. */
export type PlainActivation = Exclude<ActivationName, 'leakyReLU' | 'elu'>;

const masked = ['Step', 'Cast', 'Multiply'];

/** `f` with the gradient `slope(dy, x)`, where tfjs's differs from that of Keras on TensorFlow at a single point. */
function withSlope(
  f: (x: Tensor) => Tensor,
  slope: (dy: Tensor, x: Tensor) => Tensor,
): (x: Tensor) => Tensor {
  return customGrad((x, save) => {
    (save as (tensors: Tensor[]) => void)([x as Tensor]);
    const gradFunc = (dy: Tensor, [saved = dy]: Tensor[]) => tidy(() => slope(dy, saved));
    return { value: f(x as Tensor), gradFunc };
  });
}

/** The slope at 6 is 0. */
const kerasRelu6 = withSlope(relu6, (dy, x) => mul(dy, mul(cast(less(x, 6), 'float32'), step(x))));

/** The slope at 0 is that of positive values. */
const kerasSelu = withSlope(selu, (dy, x) => {
  const { alpha, scale } = seluConstants;
  return where(greaterEqual(x, 0), mul(dy, scale), mul(mul(dy, scale * alpha), exp(x)));
});

/** Keras's activations. `softmax` works along the last axis; `gelu` is the exact form. */
export const activationFunctions: Record<PlainActivation, ActivationFunction> = {
  linear: { apply: (x) => x, kernels: [] },
  relu: { apply: relu, kernels: ['Relu', ...masked] },
  relu6: { apply: kerasRelu6, kernels: ['Relu6', 'Less', ...masked] },
  selu: { apply: kerasSelu, kernels: ['Selu', 'GreaterEqual', 'Exp', 'Multiply', 'Select'] },
  sigmoid: { apply: sigmoid, kernels: ['Sigmoid', 'Sub', 'Multiply'] },
  hardSigmoid: {
    apply: (x) => mul(kerasRelu6(add(x, 3)), 1 / 6),
    kernels: ['Relu6', 'Less', 'Add', 'Reshape', ...masked],
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
