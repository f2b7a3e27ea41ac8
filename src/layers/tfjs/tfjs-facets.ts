import { activationFacet } from '../activation/tfjs';
import { batchNormFacet } from '../batch-norm/tfjs';
import { cropping2dFacet, zeroPadding2dFacet } from '../borders/tfjs';
import { conv2dFacet } from '../conv2d/tfjs';
import { conv2dTransposeFacet } from '../conv2d-transpose/tfjs';
import { customFacet } from '../custom/tfjs';
import { denseFacet } from '../dense/tfjs';
import { depthwiseConv2dFacet } from '../depthwise-conv2d/tfjs';
import { dropoutFacet, spatialDropout2dFacet } from '../dropout/tfjs';
import { globalAveragePool2dFacet, globalMaxPool2dFacet } from '../global-pool2d/tfjs';
import { layerNormFacet } from '../layer-norm/tfjs';
import { addFacet, concatFacet, multiplyFacet } from '../merge/tfjs';
import { averagePool2dFacet, maxPool2dFacet } from '../pool2d/tfjs';
import { preluFacet } from '../prelu/tfjs';
import { flattenFacet, reshapeFacet } from '../reshape/tfjs';
import { separableConv2dFacet } from '../separable-conv2d/tfjs';
import { upsampling2dFacet } from '../upsampling2d/tfjs';
import type { ComputingKind, TfjsFacet } from './tfjs-facet';

const tfjsFacets: { readonly [K in ComputingKind]: TfjsFacet<K> } = {
  conv2d: conv2dFacet,
  depthwiseConv2d: depthwiseConv2dFacet,
  separableConv2d: separableConv2dFacet,
  conv2dTranspose: conv2dTransposeFacet,
  maxPool2d: maxPool2dFacet,
  averagePool2d: averagePool2dFacet,
  globalMaxPool2d: globalMaxPool2dFacet,
  globalAveragePool2d: globalAveragePool2dFacet,
  batchNorm: batchNormFacet,
  layerNorm: layerNormFacet,
  activation: activationFacet,
  prelu: preluFacet,
  dropout: dropoutFacet,
  spatialDropout2d: spatialDropout2dFacet,
  zeroPadding2d: zeroPadding2dFacet,
  cropping2d: cropping2dFacet,
  upsampling2d: upsampling2dFacet,
  flatten: flattenFacet,
  reshape: reshapeFacet,
  dense: denseFacet,
  add: addFacet,
  multiply: multiplyFacet,
  concat: concatFacet,
  custom: customFacet,
};

/** The tfjs facet of a layer. */
export function tfjsFacetOf<K extends ComputingKind>(layer: { readonly kind: K }): TfjsFacet<K> {
  return tfjsFacets[layer.kind];
}
