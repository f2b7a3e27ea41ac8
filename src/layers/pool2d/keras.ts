import { channelsLast, type KerasFacet } from '../keras/keras-facet';
import type { PlannedLayer } from '../layer';

/** A pool by its largest values. */
export const maxPool2dKeras: KerasFacet<'maxPool2d'> = { className: 'MaxPooling2D', options };
/** A pool by its means. */
export const averagePool2dKeras: KerasFacet<'averagePool2d'> = { className: 'AveragePooling2D', options };

function options({ config }: PlannedLayer<'maxPool2d'> | PlannedLayer<'averagePool2d'>) {
  return { pool_size: config.size, padding: config.padding, strides: config.stride, ...channelsLast };
}
