import { channelsLast, type ReadLayer } from '../keras/keras-facet';
import { type Options, shown, UnsupportedError } from '../keras/options';
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
    readers: { Dropout: readDropout },
  },
};

/** Reads a dropout; its `noise_shape` says which values are dropped together. */
function readDropout(options: Options): ReadLayer {
  const rate = options.number('rate');
  const shape = options.take('noise_shape');
  const sizes = Array.isArray(shape) ? shape.slice(1) : [];
  if (sizes.every((size) => size === null)) return { type: 'dropout', options: { rate } };
  const [height, width, channels] = sizes;
  const [images] = shape as readonly unknown[];
  if (images !== null || sizes.length !== 3 || height !== 1 || width !== 1)
    throw new UnsupportedError(`its option "noise_shape" is ${shown(shape)}`);
  if (channels === 1)
    options.note(
      'whole images are dropped (stochastic depth); the spec drops channels instead, which changes training but not predictions',
    );
  return { type: 'spatialDropout', options: { rate } };
}

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
