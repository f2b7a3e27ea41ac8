import type { KerasFacet } from '../keras/keras-facet';

/** The shape as the author gave it, -1 included. */
export const reshapeKeras: KerasFacet<'reshape'> = {
  className: 'Reshape',
  options: ({ config }) => ({ target_shape: config.shape }),
};
