import { activationOnnx } from '../activation/onnx';
import { batchNormOnnx } from '../batch-norm/onnx';
import { cropping2dOnnx, zeroPadding2dOnnx } from '../borders/onnx';
import { conv2dOnnx } from '../conv2d/onnx';
import { conv2dTransposeOnnx } from '../conv2d-transpose/onnx';
import { denseOnnx } from '../dense/onnx';
import { depthwiseConv2dOnnx } from '../depthwise-conv2d/onnx';
import { dropoutOnnx, spatialDropout2dOnnx } from '../dropout/onnx';
import { globalAveragePool2dOnnx, globalMaxPool2dOnnx } from '../global-pool2d/onnx';
import type { LayerKind } from '../layer';
import { layerNormOnnx } from '../layer-norm/onnx';
import { addOnnx, concatOnnx, multiplyOnnx } from '../merge/onnx';
import { averagePool2dOnnx, maxPool2dOnnx } from '../pool2d/onnx';
import { preluOnnx } from '../prelu/onnx';
import { flattenOnnx, reshapeOnnx } from '../reshape/onnx';
import { separableConv2dOnnx } from '../separable-conv2d/onnx';
import { upsampling2dOnnx } from '../upsampling2d/onnx';
import type { OnnxFacet } from './onnx-facet';

/** The kinds that can be written in ONNX: all but the input, which computes nothing, and plugin layers, whose code is tfjs. */
type OnnxKind = Exclude<LayerKind, 'input' | 'custom'>;

const onnxFacets: { readonly [K in OnnxKind]: OnnxFacet<K> } = {
  conv2d: conv2dOnnx,
  depthwiseConv2d: depthwiseConv2dOnnx,
  separableConv2d: separableConv2dOnnx,
  conv2dTranspose: conv2dTransposeOnnx,
  maxPool2d: maxPool2dOnnx,
  averagePool2d: averagePool2dOnnx,
  globalMaxPool2d: globalMaxPool2dOnnx,
  globalAveragePool2d: globalAveragePool2dOnnx,
  batchNorm: batchNormOnnx,
  layerNorm: layerNormOnnx,
  activation: activationOnnx,
  prelu: preluOnnx,
  dropout: dropoutOnnx,
  spatialDropout2d: spatialDropout2dOnnx,
  zeroPadding2d: zeroPadding2dOnnx,
  cropping2d: cropping2dOnnx,
  upsampling2d: upsampling2dOnnx,
  flatten: flattenOnnx,
  reshape: reshapeOnnx,
  dense: denseOnnx,
  add: addOnnx,
  multiply: multiplyOnnx,
  concat: concatOnnx,
};

/** The ONNX facet of a layer; `null` if its kind has none. */
export function onnxFacetOf({ kind }: { readonly kind: LayerKind }): OnnxFacet<LayerKind> | null {
  return kind === 'input' || kind === 'custom' ? null : onnxFacets[kind];
}
