import type { LayerKind } from '../../layers/layer';

/**
 * How a layer is drawn: the makers of feature maps as a slab each, in a colour of their own; merges as a circle; steps,
 * which leave every value in its place, as a narrow bar with what they do in it.
 */
export type Role = SlabRole | 'merge' | 'step';
export type SlabRole = 'input' | 'conv' | 'depthwise' | 'pool' | 'resize' | 'flat' | 'dense';

export const roles = {
  input: 'input',
  conv2d: 'conv',
  depthwiseConv2d: 'depthwise',
  separableConv2d: 'depthwise',
  conv2dTranspose: 'conv',
  maxPool2d: 'pool',
  averagePool2d: 'pool',
  globalMaxPool2d: 'pool',
  globalAveragePool2d: 'pool',
  batchNorm: 'step',
  layerNorm: 'step',
  activation: 'step',
  prelu: 'step',
  dropout: 'step',
  spatialDropout2d: 'step',
  zeroPadding2d: 'step',
  cropping2d: 'step',
  upsampling2d: 'resize',
  flatten: 'flat',
  reshape: 'flat',
  dense: 'dense',
  add: 'merge',
  multiply: 'merge',
  concat: 'merge',
  custom: 'step',
} as const satisfies Record<LayerKind, Role>;

/** What the legend says of each colour, in its order. */
export const legend: Readonly<Record<SlabRole, string>> = {
  input: 'input',
  conv: 'convolution',
  depthwise: 'depthwise convolution',
  pool: 'pool',
  resize: 'upsampling',
  flat: 'flatten, reshape',
  dense: 'dense',
};
