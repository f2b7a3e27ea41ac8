import type { Kind } from '../kind';
import { seesItsPlace } from '../window';

export const inputKind: Kind<'input'> = {
  effect: 'unknown',
  shape: { output: ({ shape }) => shape, receptive: seesItsPlace },

  /** Nobody asks for its gradient. */
  memory: () => ({ held: 1, work: 0 }),

  description: { text: () => 'input', role: 'input' },

  /** Read by what finds the start of a network. */
  keras: {
    className: 'InputLayer',
    options: ({ config }) => ({
      batch_shape: [null, ...config.shape],
      sparse: false,
      ragged: false,
      optional: false,
    }),
    plain: true,
    readers: {},
  },
};
