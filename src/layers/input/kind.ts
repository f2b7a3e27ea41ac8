import type { Kind } from '../kind';
import { seesItsPlace } from '../window';

export const inputKind: Kind<'input'> = {
  effect: 'unknown',
  shape: { output: ({ shape }) => shape, receptive: seesItsPlace },

  /** Its gradient is never computed. */
  memory: () => ({ held: 1, work: 0 }),

  description: { text: () => 'input', role: 'input' },

  /** The code that finds the start of a network reads it. */
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
