import { activationKind } from './activation/kind';
import { batchNormKind } from './batch-norm/kind';
import { cropping2dKind, zeroPadding2dKind } from './borders/kind';
import { conv2dKind } from './conv2d/kind';
import { conv2dTransposeKind } from './conv2d-transpose/kind';
import { customKind } from './custom/kind';
import { denseKind } from './dense/kind';
import { depthwiseConv2dKind } from './depthwise-conv2d/kind';
import { dropoutKind, spatialDropout2dKind } from './dropout/kind';
import { globalAveragePool2dKind, globalMaxPool2dKind } from './global-pool2d/kind';
import { inputKind } from './input/kind';
import type { Kind } from './kind';
import type { Layer, LayerKind } from './layer';
import { layerNormKind } from './layer-norm/kind';
import { addKind, concatKind, multiplyKind } from './merge/kind';
import { averagePool2dKind, maxPool2dKind } from './pool2d/kind';
import { preluKind } from './prelu/kind';
import { flattenKind, reshapeKind } from './reshape/kind';
import { separableConv2dKind } from './separable-conv2d/kind';
import { upsampling2dKind } from './upsampling2d/kind';

/** Every kind of layer. */
export const kinds: { readonly [K in LayerKind]: Kind<K> } = {
  input: inputKind,
  conv2d: conv2dKind,
  depthwiseConv2d: depthwiseConv2dKind,
  separableConv2d: separableConv2dKind,
  conv2dTranspose: conv2dTransposeKind,
  maxPool2d: maxPool2dKind,
  averagePool2d: averagePool2dKind,
  globalMaxPool2d: globalMaxPool2dKind,
  globalAveragePool2d: globalAveragePool2dKind,
  batchNorm: batchNormKind,
  layerNorm: layerNormKind,
  activation: activationKind,
  prelu: preluKind,
  dropout: dropoutKind,
  spatialDropout2d: spatialDropout2dKind,
  zeroPadding2d: zeroPadding2dKind,
  cropping2d: cropping2dKind,
  upsampling2d: upsampling2dKind,
  flatten: flattenKind,
  reshape: reshapeKind,
  dense: denseKind,
  add: addKind,
  multiply: multiplyKind,
  concat: concatKind,
  custom: customKind,
};

/** The kind of a layer, typed for that layer and its options. */
export function kindOf<K extends LayerKind>(layer: { readonly kind: K }): Kind<K> {
  return kinds[layer.kind];
}

/** A layer in a few words, its kind and main options: `conv2d 9×9 /2` or `relu`. */
export function describeLayer(layer: Layer): string {
  return kindOf(layer).description.words?.(layer.config) ?? layer.kind;
}
