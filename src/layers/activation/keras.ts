import type { KerasFacet } from '../keras/keras-facet';
import type { ActivationName } from '../layer';

/** Keras's names of the activations without options. */
const names: { readonly [F in Exclude<ActivationName, 'leakyReLU' | 'elu'>]: string } = {
  linear: 'linear',
  relu: 'relu',
  relu6: 'relu6',
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

/** Keras's class `Activation` knows no options, so functions that have them are classes of their own. */
export const activationKeras: KerasFacet<'activation'> = {
  className({ config }) {
    if (config.function === 'leakyReLU') return 'LeakyReLU';
    return config.function === 'elu' ? 'ELU' : 'Activation';
  },
  options({ config }) {
    if (config.function === 'leakyReLU') return { negative_slope: config.slope };
    return config.function === 'elu' ? { alpha: config.alpha } : { activation: names[config.function] };
  },
};
