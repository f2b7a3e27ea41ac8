import type { LayerReader, Written } from '../keras/keras-facet';
import { classNameOf, isConfig } from '../keras/keras-object';
import { Options, shown, UnsupportedError } from '../keras/options';
import type { Kind } from '../kind';
import { type ActivationConfig, type ActivationName, activationNames } from '../layer';
import { seesItsPlace } from '../window';

const kerasNames: Readonly<Record<ActivationName, string>> = {
  linear: 'linear',
  relu: 'relu',
  relu6: 'relu6',
  leakyReLU: 'leaky_relu',
  elu: 'elu',
  selu: 'selu',
  sigmoid: 'sigmoid',
  hardSigmoid: 'hard_sigmoid',
  tanh: 'tanh',
  softplus: 'softplus',
  softsign: 'softsign',
  swish: 'silu',
  gelu: 'gelu',
  mish: 'mish',
  softmax: 'softmax',
};

/** Keras layers that are only an activation, each with a function that reads its options. */
const kerasLayers: Readonly<Record<string, (options: Options, rank: number) => Written>> = {
  Activation: (options) => readActivation(options.take('activation', 'linear')),
  Identity: () => 'linear',
  ReLU: readRelu,
  LeakyReLU(options) {
    const former = options.number('alpha', 0.3);
    return { type: 'leakyReLU', slope: options.number('negative_slope', former) };
  },
  ELU(options) {
    const alpha = options.number('alpha', 1);
    return alpha === 1 ? 'elu' : { type: 'elu', alpha };
  },
  Softmax(options, rank) {
    options.lastAxis('axis', rank);
    return 'softmax';
  },
};

/** Tensors of the output's size that are kept. Functions made of several operations keep intermediate values too. */
const heldTensors: Readonly<Record<ActivationName, number>> = {
  linear: 0,
  relu: 2,
  relu6: 5,
  leakyReLU: 3,
  elu: 2,
  selu: 2,
  sigmoid: 2,
  hardSigmoid: 8,
  tanh: 2,
  softplus: 2,
  softsign: 6,
  swish: 5,
  gelu: 14,
  mish: 6,
  softmax: 3,
};

export const activationKind: Kind<'activation'> = {
  effect: 'activates',
  shape: { output: (_config, [input = []]) => input, receptive: seesItsPlace },

  memory: ({ config }) => ({
    held: heldTensors[config.function],
    work: config.function === 'selu' ? 6 : 2,
  }),

  description: {
    words: (config) => config.function,
    text: (config) => config.function,
    role: 'activation',
  },

  keras: {
    className: ({ config }) => activationClass(config),
    options({ config }) {
      if (config.function === 'leakyReLU') return { negative_slope: config.slope };
      return config.function === 'elu'
        ? { alpha: config.alpha }
        : { activation: kerasNames[config.function] };
    },
    readers: Object.fromEntries(
      Object.entries(kerasLayers).map(([className, read]): [string, LayerReader] => [
        className,
        (options, { rank }) => ({ type: 'activation', options: { function: read(options, rank) } }),
      ]),
    ),
  },
};

/** Keras's class `Activation` takes no options, so functions with options have their own classes. */
export function activationClass(config: ActivationConfig): string {
  if (config.function === 'leakyReLU') return 'LeakyReLU';
  return config.function === 'elu' ? 'ELU' : 'Activation';
}

/** Reads the activation that Keras folds into a convolution or a dense layer. */
export function readFoldedActivation(options: Options): { readonly activation?: Written } {
  const activation = readActivation(options.take('activation', 'linear'));
  return activation === 'linear' ? {} : { activation };
}

/** Reads a Keras activation: a name, or a serialized function or layer. */
function readActivation(value: unknown): Written {
  if (isConfig(value) && typeof value.class_name === 'string') {
    if (value.class_name === 'function') return readActivation(value.config);
    const name = classNameOf(value);
    const read = Object.hasOwn(kerasLayers, name) ? kerasLayers[name] : undefined;
    if (read && isConfig(value.config)) {
      const options = new Options(value.config);
      const written = read(options, 0);
      options.finish();
      return written;
    }
  }
  // Keras 2 calls silu `swish`, as the paper does.
  const kerasName = value === 'swish' ? 'silu' : value;
  const name = activationNames.find((each) => kerasNames[each] === kerasName);
  if (name === undefined) throw new UnsupportedError(`its activation is ${shown(value)}`);
  return name;
}

function readRelu(options: Options): Written {
  const max = options.take('max_value');
  const slope = options.number('negative_slope', 0);
  const threshold = options.number('threshold', 0);
  if (threshold !== 0) throw new UnsupportedError(`its option "threshold" is ${threshold}`);
  if (max === null) return slope === 0 ? 'relu' : { type: 'leakyReLU', slope };
  if (max === 6 && slope === 0) return 'relu6';
  throw new UnsupportedError(`its option "max_value" is ${shown(max)}`);
}
