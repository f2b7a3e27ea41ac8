import { activationShape } from './activation/shape';
import { batchNormShape } from './batch-norm/shape';
import { conv2dShape } from './conv2d/shape';
import { denseShape } from './dense/shape';
import { dropoutShape } from './dropout/shape';
import { flattenShape } from './flatten/shape';
import { globalPool2dShape } from './global-pool2d/shape';
import { inputShape } from './input/shape';
import type { Layer, LayerKind } from './layer';
import { addShape, concatShape } from './merge/shape';
import { pool2dShape } from './pool2d/shape';
import type { ShapeFacet } from './shape-facet';

/** The shape facet of every kind of layer. */
export const shapeFacets = {
  input: inputShape,
  conv2d: conv2dShape,
  maxPool2d: pool2dShape,
  averagePool2d: pool2dShape,
  globalMaxPool2d: globalPool2dShape,
  globalAveragePool2d: globalPool2dShape,
  batchNorm: batchNormShape,
  activation: activationShape,
  dropout: dropoutShape,
  flatten: flattenShape,
  dense: denseShape,
  add: addShape,
  concat: concatShape,
} as const satisfies { [K in LayerKind]: ShapeFacet<K> };

/** The facet of one layer, typed to take that layer's own options. */
export function shapeFacetOf(layer: Layer): ShapeFacet {
  return shapeFacets[layer.kind] as ShapeFacet;
}
