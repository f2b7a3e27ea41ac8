import { activationKeras } from './activation/keras';
import { batchNormKeras } from './batch-norm/keras';
import { cropping2dKeras, zeroPadding2dKeras } from './borders/keras';
import { conv2dKeras } from './conv2d/keras';
import { conv2dTransposeKeras } from './conv2d-transpose/keras';
import { customKeras } from './custom/keras';
import { denseKeras } from './dense/keras';
import { depthwiseConv2dKeras } from './depthwise-conv2d/keras';
import { dropoutKeras, spatialDropout2dKeras } from './dropout/keras';
import { flattenKeras } from './flatten/keras';
import { globalAveragePool2dKeras, globalMaxPool2dKeras } from './global-pool2d/keras';
import { inputKeras } from './input/keras';
import type { KerasFacet } from './keras/keras-facet';
import type { LayerKind } from './layer';
import { layerNormKeras } from './layer-norm/keras';
import { addKeras, concatKeras, multiplyKeras } from './merge/keras';
import { averagePool2dKeras, maxPool2dKeras } from './pool2d/keras';
import { preluKeras } from './prelu/keras';
import { reshapeKeras } from './reshape/keras';
import { separableConv2dKeras } from './separable-conv2d/keras';
import { upsampling2dKeras } from './upsampling2d/keras';

/** Every primitive kind as a class of Keras 3. */
export const kerasFacets = {
  input: inputKeras,
  conv2d: conv2dKeras,
  depthwiseConv2d: depthwiseConv2dKeras,
  separableConv2d: separableConv2dKeras,
  conv2dTranspose: conv2dTransposeKeras,
  maxPool2d: maxPool2dKeras,
  averagePool2d: averagePool2dKeras,
  globalMaxPool2d: globalMaxPool2dKeras,
  globalAveragePool2d: globalAveragePool2dKeras,
  batchNorm: batchNormKeras,
  layerNorm: layerNormKeras,
  activation: activationKeras,
  prelu: preluKeras,
  dropout: dropoutKeras,
  spatialDropout2d: spatialDropout2dKeras,
  zeroPadding2d: zeroPadding2dKeras,
  cropping2d: cropping2dKeras,
  upsampling2d: upsampling2dKeras,
  flatten: flattenKeras,
  reshape: reshapeKeras,
  dense: denseKeras,
  add: addKeras,
  multiply: multiplyKeras,
  concat: concatKeras,
  custom: customKeras,
} as const satisfies { [K in LayerKind]: KerasFacet<K> };
