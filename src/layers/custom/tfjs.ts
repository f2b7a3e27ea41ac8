import type { TfjsFacet } from '../tfjs/tfjs-facet';
import { classNameOf, definition } from './definition';

/** Computes with the plugin's own `forward`. */
export const customFacet: TfjsFacet<'custom'> = {
  className: ({ config }) => classNameOf(config[definition]),
  config: ({ config: { options } }) => options as Record<string, never>,

  forward({ config: { options, [definition]: kind } }, inputs, variables, { training }) {
    const weights = Object.fromEntries(
      Object.entries(variables).flatMap(([name, variable]) => (variable ? [[name, variable.read()]] : [])),
    );
    return kind.forward(options, inputs, { weights, training });
  },

  kernels: ({ config }) => config[definition].kernels,
};
