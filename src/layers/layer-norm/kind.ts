import { readNorm } from '../keras/read-options';
import { normOptions } from '../keras/write-options';
import type { Kind } from '../kind';
import { scaleAndCenter } from '../weights';
import { seesItsPlace } from '../window';

export const layerNormKind: Kind<'layerNorm'> = {
  effect: 'normalizes',
  shape: {
    output: (_config, [input = []]) => input,
    /**
     * One gamma and beta per channel. Statistics are computed over the channels at each position, so none are stored.
     */
    weights: (config, [input = []]) => scaleAndCenter(config, input.at(-1) as number),
    receptive: seesItsPlace,
  },

  memory: () => ({ held: 3, work: 8 }),

  description: { text: () => 'layer norm', role: 'step' },

  /** Over the channels. A built Keras layer records its axis as a list. */
  keras: {
    className: 'LayerNormalization',
    options: ({ config }) => ({ ...normOptions(config), axis: [-1], rms_scaling: false }),
    readers: {
      LayerNormalization: (options, place) => ({ type: 'layerNorm', options: readNorm(options, place) }),
    },
  },
};
