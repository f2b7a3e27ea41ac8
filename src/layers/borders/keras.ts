import { channelsLast, type KerasFacet } from '../keras/keras-facet';

/** Borders as `[[top, bottom], [left, right]]`. */
export const zeroPadding2dKeras: KerasFacet<'zeroPadding2d'> = {
  className: 'ZeroPadding2D',
  options: ({ config: { padding } }) => ({ padding, ...channelsLast }),
};

/** Borders as `[[top, bottom], [left, right]]`. */
export const cropping2dKeras: KerasFacet<'cropping2d'> = {
  className: 'Cropping2D',
  options: ({ config: { cropping } }) => ({ cropping, ...channelsLast }),
};
