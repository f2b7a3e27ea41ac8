import { channelsLast, type KerasFacet } from '../keras/keras-facet';

/** Row-major. */
export const flattenKeras: KerasFacet<'flatten'> = { className: 'Flatten', options: () => channelsLast };
