import type { KerasFacet } from '../keras/keras-facet';
import type { KerasConfig, KerasValue } from '../keras/keras-object';
import { classNameOf, definition } from './definition';

/** The class that the program names; its options in snake case where it does not say otherwise. */
export const customKeras: KerasFacet<'custom'> = {
  className: ({ config }) => classNameOf(config[definition]),
  options: ({ config: { options, [definition]: kind } }) =>
    kind.kerasOptions?.(options) ?? snakeCase(options),
};

function snakeCase(options: Readonly<Record<string, unknown>>): KerasConfig {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value as KerasValue,
    ]),
  );
}
