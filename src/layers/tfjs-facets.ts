import { activationFacet } from './activation/tfjs';
import { batchNormFacet } from './batch-norm/tfjs';
import { conv2dFacet } from './conv2d/tfjs';
import { denseFacet } from './dense/tfjs';
import { dropoutFacet } from './dropout/tfjs';
import { flattenFacet } from './flatten/tfjs';
import { globalAveragePool2dFacet, globalMaxPool2dFacet } from './global-pool2d/tfjs';
import { inputFacet } from './input/tfjs';
import type { LayerKind } from './layer';
import { addFacet, concatFacet } from './merge/tfjs';
import { averagePool2dFacet, maxPool2dFacet } from './pool2d/tfjs';
import type { ComputingKind, TfjsFacet, TfjsInputFacet } from './tfjs-facet';

/** Every primitive kind in tfjs. */
export const tfjsFacets = {
  input: inputFacet,
  conv2d: conv2dFacet,
  maxPool2d: maxPool2dFacet,
  averagePool2d: averagePool2dFacet,
  globalMaxPool2d: globalMaxPool2dFacet,
  globalAveragePool2d: globalAveragePool2dFacet,
  batchNorm: batchNormFacet,
  activation: activationFacet,
  dropout: dropoutFacet,
  flatten: flattenFacet,
  dense: denseFacet,
  add: addFacet,
  concat: concatFacet,
} satisfies { [K in LayerKind]: K extends ComputingKind ? TfjsFacet<K> : TfjsInputFacet };
