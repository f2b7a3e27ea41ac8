import { channelsLast, type KerasFacet } from '../keras/keras-facet';
import type { PlannedLayer } from '../layer';

/** The largest value of each channel. */
export const globalMaxPool2dKeras: KerasFacet<'globalMaxPool2d'> = {
  className: 'GlobalMaxPooling2D',
  options,
};
/** The mean of each channel. */
export const globalAveragePool2dKeras: KerasFacet<'globalAveragePool2d'> = {
  className: 'GlobalAveragePooling2D',
  options,
};

function options({ config }: PlannedLayer<'globalMaxPool2d'> | PlannedLayer<'globalAveragePool2d'>) {
  return { ...channelsLast, keepdims: config.keepDimensions };
}
