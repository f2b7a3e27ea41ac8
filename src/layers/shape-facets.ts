import { activationShape } from './activation/shape';
import { batchNormShape } from './batch-norm/shape';
import { cropping2dShape, zeroPadding2dShape } from './borders/shape';
import { conv2dShape } from './conv2d/shape';
import { conv2dTransposeShape } from './conv2d-transpose/shape';
import { customShape } from './custom/shape';
import { denseShape } from './dense/shape';
import { depthwiseConv2dShape } from './depthwise-conv2d/shape';
import { dropoutShape, spatialDropout2dShape } from './dropout/shape';
import { flattenShape } from './flatten/shape';
import { globalPool2dShape } from './global-pool2d/shape';
import { inputShape } from './input/shape';
import type { Layer, LayerKind } from './layer';
import { layerNormShape } from './layer-norm/shape';
import { addShape, concatShape, multiplyShape } from './merge/shape';
import { pool2dShape } from './pool2d/shape';
import { preluShape } from './prelu/shape';
import { reshapeShape } from './reshape/shape';
import { separableConv2dShape } from './separable-conv2d/shape';
import type { ShapeFacet } from './shape-facet';
import { upsampling2dShape } from './upsampling2d/shape';

/** The shape facet of every kind of layer. */
export const shapeFacets = {
  input: inputShape,
  conv2d: conv2dShape,
  depthwiseConv2d: depthwiseConv2dShape,
  separableConv2d: separableConv2dShape,
  conv2dTranspose: conv2dTransposeShape,
  maxPool2d: pool2dShape,
  averagePool2d: pool2dShape,
  globalMaxPool2d: globalPool2dShape,
  globalAveragePool2d: globalPool2dShape,
  batchNorm: batchNormShape,
  layerNorm: layerNormShape,
  activation: activationShape,
  prelu: preluShape,
  dropout: dropoutShape,
  spatialDropout2d: spatialDropout2dShape,
  zeroPadding2d: zeroPadding2dShape,
  cropping2d: cropping2dShape,
  upsampling2d: upsampling2dShape,
  flatten: flattenShape,
  reshape: reshapeShape,
  dense: denseShape,
  add: addShape,
  multiply: multiplyShape,
  concat: concatShape,
  custom: customShape,
} as const satisfies { [K in LayerKind]: ShapeFacet<K> };

/** The facet of one layer, typed to take that layer's own options. */
export function shapeFacetOf(layer: Layer): ShapeFacet {
  return shapeFacets[layer.kind] as ShapeFacet;
}
