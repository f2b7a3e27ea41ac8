import { shown, UnsupportedError } from '../keras/options';
import { readInitializer } from '../keras/read-options';
import { initializerConfig } from '../keras/write-options';
import type { Kind } from '../kind';
import { trainable } from '../weights';
import { seesItsPlace } from '../window';

export const preluKind: Kind<'prelu'> = {
  effect: 'activates',
  shape: {
    output: (_config, [input = []]) => input,
    /** One slope per value, or `[1, 1, channels]` if height and width share them. */
    weights({ alphaInitializer: initializer, shared }, [input = []]) {
      const shape = shared ? input.map((size, axis) => (axis === input.length - 1 ? size : 1)) : input;
      return [trainable('alpha', shape, { initializer })];
    },
    receptive: seesItsPlace,
  },

  memory: () => ({ held: 10, work: 4 }),

  description: { text: () => 'prelu', role: 'step' },

  /** `shared` means shared along height and width. */
  keras: {
    className: 'PReLU',
    options: ({ config, outputShape }) => ({
      alpha_initializer: initializerConfig(config.alphaInitializer),
      alpha_regularizer: null,
      alpha_constraint: null,
      shared_axes: config.shared && outputShape.length === 3 ? [1, 2] : null,
    }),
    readers: {
      PReLU(options, { rank }) {
        const axes = options.take('shared_axes', []);
        const shared = Array.isArray(axes) && axes.join() === '1,2' && rank === 4;
        if (!shared && !(Array.isArray(axes) && axes.length === 0))
          throw new UnsupportedError(`its option "shared_axes" is ${shown(axes)}`);
        return {
          type: 'prelu',
          options: {
            alphaInitializer: readInitializer(options, 'alpha_initializer', 'zeros'),
            shared: shared || undefined,
          },
        };
      },
    },
  },
};
