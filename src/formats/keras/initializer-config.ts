import type { InitializerName } from '../../layers/layer';
import { type KerasConfig, kerasObject } from './keras-object';

const className = {
  glorotUniform: 'GlorotUniform',
  glorotNormal: 'GlorotNormal',
  heUniform: 'HeUniform',
  heNormal: 'HeNormal',
  lecunUniform: 'LecunUniform',
  lecunNormal: 'LecunNormal',
  zeros: 'Zeros',
  ones: 'Ones',
} as const satisfies Record<InitializerName, string>;

/** The initializer as Keras 3 serializes it, its random ones without a seed. */
export function initializerConfig(name: InitializerName): KerasConfig {
  const drawn = name !== 'zeros' && name !== 'ones';
  return kerasObject(
    'keras.initializers',
    className[name],
    drawn ? { seed: null, input_axes: null, output_axes: null } : {},
  );
}
