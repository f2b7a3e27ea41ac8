import type { KerasConfig, KerasValue } from '../keras/keras-object';
import type { Kind } from '../kind';
import { seesItsPlace, seesPool } from '../window';
import { classNameOf, definition } from './definition';

/** A layer that a plugin defines. */
export const customKind: Kind<'custom'> = {
  effect: 'unknown',
  shape: {
    output: ({ options, [definition]: kind }, inputs) => kind.output(options, inputs),
    weights: ({ options, [definition]: kind }, inputs) => kind.weights?.(options, inputs) ?? [],
    macs: ({ options, [definition]: kind }, inputs, output) => kind.macs?.(options, inputs, output) ?? 0,
    receptive({ options, [definition]: kind }) {
      const window = kind.window?.(options);
      if (window === undefined) return seesItsPlace();
      return window === 'whole' ? window : seesPool(window);
    },
  },

  /** Its memory is unknown; assumed to be that of a layer with several operations. */
  memory: () => ({ held: 8, work: 8 }),

  description: {
    words: (config) => config[definition].type,
    text: (config) => config[definition].type,
    role: 'step',
  },

  /** The class name from the definition; options default to snake case. */
  keras: {
    className: ({ config }) => classNameOf(config[definition]),
    options: ({ config: { options, [definition]: kind } }) =>
      kind.kerasOptions?.(options) ?? snakeCase(options),
    readers: {},
  },
};

function snakeCase(options: Readonly<Record<string, unknown>>): KerasConfig {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value as KerasValue,
    ]),
  );
}
