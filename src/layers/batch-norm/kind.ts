import { readNorm, standardVectors } from '../keras/read-options';
import { initializerConfig, normOptions } from '../keras/write-options';
import type { Kind } from '../kind';
import { scaleAndCenter } from '../weights';
import { seesItsPlace } from '../window';

export const batchNormKind: Kind<'batchNorm'> = {
  effect: 'normalizes',
  shape: {
    output: (_config, [input = []]) => input,
    /** One gamma, beta, moving mean and moving variance for each channel. */
    weights(config, [input = []]) {
      const channels = input.at(-1) as number;
      const moving = { shape: [channels], trainable: false } as const;
      return [
        ...scaleAndCenter(config, channels),
        { ...moving, name: 'moving_mean', initializer: { type: 'zeros' } },
        { ...moving, name: 'moving_variance', initializer: { type: 'ones' } },
      ];
    },
    // Batch statistics depend on every position, but carry no information about any single one.
    receptive: seesItsPlace,
  },

  memory: () => ({ held: 2, work: 5 }),

  description: { text: () => 'batch norm', role: 'step' },

  /** Over the channels, without renormalization. */
  keras: {
    className: 'BatchNormalization',
    options: ({ config }) => ({
      ...normOptions(config),
      momentum: config.momentum,
      moving_mean_initializer: initializerConfig({ type: 'zeros' }),
      moving_variance_initializer: initializerConfig({ type: 'ones' }),
      synchronized: false,
      renorm: false,
      renorm_clipping: null,
      renorm_momentum: 0.99,
    }),
    callOptions: { mask: null },
    readers: {
      BatchNormalization(options, place) {
        standardVectors(options, { moving_mean: 'zeros', moving_variance: 'ones' });
        const momentum = options.number('momentum', 0.99);
        return {
          type: 'batchNorm',
          options: { momentum: momentum === 0.99 ? undefined : momentum, ...readNorm(options, place) },
        };
      },
    },
  },
};
