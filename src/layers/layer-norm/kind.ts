import { readNorm } from '../keras/read-options';
import { normOptions } from '../keras/write-options';
import type { Kind } from '../kind';
import { scaleAndCenter } from '../weights';
import { seesItsPlace } from '../window';

export const layerNormKind: Kind<'layerNorm'> = {
  effect: 'normalizes',
  shape: {
    output: (_config, [input = []]) => input,
    /** One gamma and beta for each channel; the statistics are those of the channels at one place, so none are kept. */
    weights: (config, [input = []]) => scaleAndCenter(config, input.at(-1) as number),
    receptive: seesItsPlace,
  },

  memory: () => ({ held: 3, work: 8 }),

  description: { text: () => 'layer norm', role: 'step' },

  /** Over the channels; a built layer records its axis as a list. */
  keras: {
    className: 'LayerNormalization',
    options: ({ config }) => ({ ...normOptions(config), axis: [-1], rms_scaling: false }),
    readers: {
      LayerNormalization: (options, place) => ({ type: 'layerNorm', options: readNorm(options, place) }),
    },
  },
};
