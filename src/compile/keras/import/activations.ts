import { CannotHold } from '../../../layers/keras/cannot-hold';
import { isObject, Options, shown } from '../../../layers/keras/options';
import type { Written } from '../../../layers/keras/read-options';
import type { ActivationName } from '../../../layers/layer';

/** The language's names of Keras's activations, those with options aside. */
const names: Readonly<Record<string, ActivationName>> = {
  linear: 'linear',
  relu: 'relu',
  relu6: 'relu6',
  selu: 'selu',
  sigmoid: 'sigmoid',
  hard_sigmoid: 'hardSigmoid',
  tanh: 'tanh',
  softplus: 'softplus',
  softsign: 'softsign',
  silu: 'swish',
  swish: 'swish',
  gelu: 'gelu',
  mish: 'mish',
  softmax: 'softmax',
  elu: 'elu',
  leaky_relu: 'leakyReLU',
};

/** Layers that are nothing but an activation; each takes its options. */
export const activationLayers = {
  Activation: (options) => activation(options.take('activation', 'linear')),
  ReLU: relu,
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
} as const satisfies Readonly<Record<string, (options: Options, rank: number) => Written>>;

function relu(options: Options): Written {
  const max = options.take('max_value');
  const slope = options.number('negative_slope', 0);
  const threshold = options.number('threshold', 0);
  if (threshold !== 0) throw new CannotHold(`its option "threshold" is ${threshold}`);
  if (max === null) return slope === 0 ? 'relu' : { type: 'leakyReLU', slope };
  if (max === 6 && slope === 0) return 'relu6';
  throw new CannotHold(`its option "max_value" is ${shown(max)}`);
}

/**
 * An activation of Keras, by name or as it serializes functions and layers, as the language writes it.
 *
 * @throws CannotHold
 */
export function activation(value: unknown): Written {
  if (isObject(value) && typeof value.class_name === 'string') {
    if (value.class_name === 'function') return activation(value.config);
    const read = Object.entries(activationLayers).find(([name]) => name === value.class_name)?.[1];
    if (read && isObject(value.config)) {
      const options = new Options(value.config);
      const written = read(options, 0);
      options.finish();
      return written;
    }
  }
  const name = typeof value === 'string' && Object.hasOwn(names, value) ? names[value] : undefined;
  if (name === undefined) throw new CannotHold(`its activation is ${shown(value)}`);
  return name;
}
