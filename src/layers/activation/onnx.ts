import type { ActivationConfig, ActivationName } from '../layer';
import { channelAxis } from '../onnx/channels';
import { type NodeBuilder, type OnnxFacet, soleValue, type Value } from '../onnx/onnx-facet';
import { seluConstants as selu } from './kind';

/** Builds the nodes of an activation. */
interface Activation {
  output(g: NodeBuilder, x: Value): Value;
  /** The gradient with respect to `x`, from the gradient with respect to `y`. */
  backward(g: NodeBuilder, values: { readonly x: Value; readonly y: Value; readonly dy: Value }): Value;
}

type ConfigOf<F extends ActivationName> = Extract<ActivationConfig, { function: F }>;

/** How each function is computed. `axis` is the channel axis. */
const activations: {
  readonly [F in ActivationName]: (config: ConfigOf<F>, axis: number) => Activation;
} = {
  linear: () => ({ output: (_, x) => x, backward: (_, { dy }) => dy }),

  relu: () => ({
    output: (g, x) => g.node('Relu', [x]),
    backward: (g, { y, dy }) => keptWhere(g, g.node('Greater', [y, g.float(0)]), dy),
  }),

  relu6: () => ({
    output: (g, x) => g.node('Clip', [x, g.float(0), g.float(6)]),
    backward: (g, { y, dy }) => keptWhere(g, between(g, y, 0, 6), dy),
  }),

  leakyReLU: ({ slope }) => ({
    output: (g, x) => g.node('LeakyRelu', [x], { alpha: slope }),
    backward: (g, { x, dy }) => whereAbove(g, x, dy, g.node('Mul', [dy, g.float(slope)])),
  }),

  elu: ({ alpha }) => ({
    output: (g, x) => g.node('Elu', [x], { alpha }),
    backward: (g, { x, y, dy }) =>
      whereAbove(g, x, dy, g.node('Mul', [dy, g.node('Add', [y, g.float(alpha)])])),
  }),

  selu: () => ({
    output: (g, x) => g.node('Selu', [x], { alpha: selu.alpha, gamma: selu.scale }),
    backward(g, { x, y, dy }) {
      const below = g.node('Mul', [dy, g.node('Add', [y, g.float(selu.alpha * selu.scale)])]);
      const above = g.node('Mul', [dy, g.float(selu.scale)]);
      return g.node('Where', [g.node('GreaterOrEqual', [x, g.float(0)]), above, below]);
    },
  }),

  sigmoid: () => ({
    output: (g, x) => g.node('Sigmoid', [x]),
    backward: (g, { y, dy }) => g.node('Mul', [dy, sigmoidSlope(g, y)]),
  }),

  hardSigmoid: () => ({
    output: (g, x) => g.node('HardSigmoid', [x], { alpha: 1 / 6, beta: 0.5 }),
    backward: (g, { y, dy }) => keptWhere(g, between(g, y, 0, 1), g.node('Mul', [dy, g.float(1 / 6)])),
  }),

  tanh: () => ({
    output: (g, x) => g.node('Tanh', [x]),
    backward: (g, { y, dy }) => g.node('Mul', [dy, g.node('Sub', [g.float(1), square(g, y)])]),
  }),

  softplus: () => ({
    output: (g, x) => g.node('Softplus', [x]),
    backward: (g, { x, dy }) => g.node('Mul', [dy, g.node('Sigmoid', [x])]),
  }),

  softsign: () => ({
    output: (g, x) => g.node('Softsign', [x]),
    backward: (g, { x, dy }) =>
      g.node('Div', [dy, square(g, g.node('Add', [g.node('Abs', [x]), g.float(1)]))]),
  }),

  swish: () => ({
    output: (g, x) => g.node('Mul', [x, g.node('Sigmoid', [x])]),
    backward(g, { x, y, dy }) {
      const sigmoid = g.node('Sigmoid', [x]);
      const rest = g.node('Mul', [y, g.node('Sub', [g.float(1), sigmoid])]);
      return g.node('Mul', [dy, g.node('Add', [sigmoid, rest])]);
    },
  }),

  gelu: () => ({
    output: (g, x) => g.node('Mul', [x, normalShare(g, x)]),
    backward(g, { x, dy }) {
      const exponent = g.node('Mul', [square(g, x), g.float(-0.5)]);
      const density = g.node('Mul', [g.node('Exp', [exponent]), g.float(1 / Math.sqrt(2 * Math.PI))]);
      const slope = g.node('Add', [normalShare(g, x), g.node('Mul', [x, density])]);
      return g.node('Mul', [dy, slope]);
    },
  }),

  mish: () => ({
    output: (g, x) => g.node('Mul', [x, g.node('Tanh', [g.node('Softplus', [x])])]),
    backward(g, { x, dy }) {
      const share = g.node('Tanh', [g.node('Softplus', [x])]);
      const growth = g.node('Mul', [g.node('Sub', [g.float(1), square(g, share)]), g.node('Sigmoid', [x])]);
      return g.node('Mul', [dy, g.node('Add', [share, g.node('Mul', [x, growth])])]);
    },
  }),

  softmax: (_, axis) => ({
    output: (g, x) => g.node('Softmax', [x], { axis }),
    backward(g, { y, dy }) {
      const mean = g.node('ReduceSum', [g.node('Mul', [dy, y]), g.ints([axis])]);
      return g.node('Mul', [y, g.node('Sub', [dy, mean])]);
    },
  }),
};

export const activationOnnx: OnnxFacet<'activation'> = {
  forward({ config, outputShape }, inputs, { graph }) {
    const create = activations[config.function] as (config: ActivationConfig, axis: number) => Activation;
    const activation = create(config, channelAxis(outputShape));
    const x = soleValue(inputs);
    const y = activation.output(graph, x);
    return { output: y, backward: (dy) => [activation.backward(graph, { x, y, dy })] };
  },
};

function square(g: NodeBuilder, x: Value): Value {
  return g.node('Mul', [x, x]);
}

function keptWhere(g: NodeBuilder, condition: Value, values: Value): Value {
  return g.node('Where', [condition, values, g.float(0)]);
}

function whereAbove(g: NodeBuilder, x: Value, above: Value, below: Value): Value {
  return g.node('Where', [g.node('Greater', [x, g.float(0)]), above, below]);
}

function between(g: NodeBuilder, y: Value, low: number, high: number): Value {
  return g.node('And', [g.node('Greater', [y, g.float(low)]), g.node('Less', [y, g.float(high)])]);
}

/** `y·(1 − y)`. */
function sigmoidSlope(g: NodeBuilder, y: Value): Value {
  return g.node('Mul', [y, g.node('Sub', [g.float(1), y])]);
}

/** The share of a normal distribution below `x`. */
function normalShare(g: NodeBuilder, x: Value): Value {
  const erf = g.node('Erf', [g.node('Mul', [x, g.float(Math.SQRT1_2)])]);
  return g.node('Mul', [g.node('Add', [erf, g.float(1)]), g.float(0.5)]);
}
