import { channelsLast, type KerasFacet } from '../keras/keras-facet';

/** Its seed is not Keras's to know: masks are functions of the run. */
export const dropoutKeras: KerasFacet<'dropout'> = {
  className: 'Dropout',
  options: ({ config: { rate } }) => ({ rate, seed: null, noise_shape: null }),
  callOptions: { training: false },
};

/** Whole channels; its type is a bare name. */
export const spatialDropout2dKeras: KerasFacet<'spatialDropout2d'> = {
  className: 'SpatialDropout2D',
  options: ({ config: { rate } }) => ({ rate, seed: null, ...channelsLast }),
  callOptions: { training: false },
  plain: true,
};
