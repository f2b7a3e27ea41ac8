import { channelsLast, type KerasFacet } from '../keras-facet';

/** Row-major. */
export const flattenKeras: KerasFacet<'flatten'> = { className: 'Flatten', options: () => channelsLast };
