import type { KerasFacet } from '../keras/keras-facet';
import { normOptions } from '../keras/write-options';

/** Over the channels; a built layer records its axis as a list. */
export const layerNormKeras: KerasFacet<'layerNorm'> = {
  className: 'LayerNormalization',
  options: ({ config }) => ({ ...normOptions(config), axis: [-1], rms_scaling: false }),
};
