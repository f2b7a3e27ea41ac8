import { channelsLast, type KerasFacet } from '../keras/keras-facet';

/** Keras's bilinear has half-pixel centres, as ours. */
export const upsampling2dKeras: KerasFacet<'upsampling2d'> = {
  className: 'UpSampling2D',
  options: ({ config: { size, interpolation } }) => ({ size, interpolation, ...channelsLast }),
};
