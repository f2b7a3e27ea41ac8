import { channelsLast } from '../keras/keras-facet';
import type { Kind } from '../kind';
import { plainMemory } from '../memory';
import { needFeatureMap } from '../shapes';
import { seesItsPlace } from '../window';

export const dropoutKind: Kind<'dropout'> = {
  effect: 'drops',
  shape: { output: (_config, [input = []]) => input, receptive: seesItsPlace },
  memory: () => ({ held: 3, work: 2 }),
  description: {
    words: ({ rate }) => `dropout ${rate}`,
    text: ({ rate }) => `dropout ${rate}`,
    role: 'step',
  },
  /** Without a seed: masks are derived from the run's seed. */
  keras: {
    className: 'Dropout',
    options: ({ config: { rate } }) => ({ rate, seed: null, noise_shape: null }),
    callOptions: { training: false },
    readers: { Dropout: (options) => ({ type: 'dropout', options: { rate: options.number('rate') } }) },
  },
};

/** Drops whole channels. */
export const spatialDropout2dKind: Kind<'spatialDropout2d'> = {
  effect: 'drops',
  shape: { output: (_config, [input = []]) => needFeatureMap(input) ?? input, receptive: seesItsPlace },
  memory: plainMemory,
  description: {
    words: ({ rate }) => `spatialDropout2d ${rate}`,
    text: ({ rate }) => `spatial dropout ${rate}`,
    role: 'step',
  },
  keras: {
    className: 'SpatialDropout2D',
    options: ({ config: { rate } }) => ({ rate, seed: null, ...channelsLast }),
    callOptions: { training: false },
    plain: true,
    readers: {
      SpatialDropout2D: (options) => ({ type: 'spatialDropout', options: { rate: options.number('rate') } }),
    },
  },
};
