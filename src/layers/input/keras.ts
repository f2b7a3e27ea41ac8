import type { KerasFacet } from '../keras/keras-facet';

/** The input: its type is a bare name. */
export const inputKeras: KerasFacet<'input'> = {
  className: 'InputLayer',
  options: ({ config }) => ({
    batch_shape: [null, ...config.shape],
    sparse: false,
    ragged: false,
    optional: false,
  }),
  plain: true,
};
