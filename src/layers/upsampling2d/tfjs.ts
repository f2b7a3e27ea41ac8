import { matMul, reshape, type Tensor, type Tensor3D, tensor3d, tile } from '@tensorflow/tfjs-core';
import { soleInput, type TfjsFacet } from '../tfjs/tfjs-facet';
import { interpolationWeights } from './kind';

/**
 * Enlarges maps by repeating pixels or by bilinear interpolation. The latter is two products with small matrices, one
 * for rows and one for columns, whose gradients are exact on every backend; those of tfjs's resize kernels with
 * half-pixel centers are not.
 */
export const upsampling2dFacet: TfjsFacet<'upsampling2d'> = {
  className: () => 'UpSampling2D',

  config: ({ config }) => ({
    size: [...config.size],
    dataFormat: 'channelsLast',
    interpolation: config.interpolation,
  }),

  forward({ config: { size, interpolation }, inputShapes }, inputs) {
    const [height = 0, width = 0, channels = 0] = inputShapes[0] ?? [];
    const along = interpolation === 'nearest' ? repeat : interpolate;
    const tall = along(reshape(soleInput(inputs), [-1, height, width * channels]), size[0]);
    const wide = along(reshape(tall, [-1, width, channels]), size[1]);
    return reshape(wide, [-1, height * size[0], width * size[1], channels]);
  },

  kernels: ({ config }) =>
    config.interpolation === 'nearest'
      ? ['Tile', 'Slice', 'ZerosLike', 'Add', 'Reshape']
      : ['BatchMatMul', 'Reshape'],

  beyondStock: ({ config }) =>
    config.interpolation === 'bilinear' ? 'its bilinear upsampling uses different pixel centers' : null,
};

/** Repeats each row of `[outer, rows, inner]` `times` times. */
function repeat(x: Tensor, times: number): Tensor {
  const [outer = 0, rows = 0, inner = 0] = x.shape;
  return reshape(tile(reshape(x, [outer * rows, 1, inner]), [1, times, 1]), [outer, rows * times, inner]);
}

/** Interpolates between the rows of `[outer, rows, inner]`. */
function interpolate(x: Tensor, times: number): Tensor {
  const rows = x.shape[1] ?? 0;
  const weights = tensor3d(interpolationWeights(rows, times), [1, rows * times, rows]);
  return matMul(weights, x as Tensor3D);
}
