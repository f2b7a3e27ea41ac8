import { pad, slice, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Borders } from '../layer';
import { soleInput, type TfjsFacet } from '../tfjs/tfjs-facet';

/** Surrounds each channel with zeros. */
export const zeroPadding2dFacet: TfjsFacet<'zeroPadding2d'> = {
  className: () => 'ZeroPadding2D',
  config: ({ config }) => ({ padding: pairs(config.padding), dataFormat: 'channelsLast' }),
  forward: ({ config }, inputs) => pad(soleInput(inputs), [[0, 0], ...pairs(config.padding), [0, 0]]),
  kernels: () => ['PadV2', 'Slice'],
};

/** Removes the borders of each channel. */
export const cropping2dFacet: TfjsFacet<'cropping2d'> = {
  className: () => 'Cropping2D',
  config: ({ config }) => ({ cropping: pairs(config.cropping), dataFormat: 'channelsLast' }),
  forward({ config: { cropping }, outputShape }, inputs) {
    const x = soleInput(inputs) as Tensor4D;
    return slice(x, [0, cropping[0][0], cropping[1][0], 0], [x.shape[0], ...outputShape]);
  },
  kernels: () => ['Slice', 'PadV2'],
};

function pairs([rows, columns]: Borders): [[number, number], [number, number]] {
  return [
    [rows[0], rows[1]],
    [columns[0], columns[1]],
  ];
}
