import type { SavedModel, WeightValues } from '../../src/compile/model-content';
import { oneByOne } from '../compile/keras/weights';

/** A saved model in memory, with only weights unless attributes are given. */
export function savedWeights(
  weights: readonly WeightValues[],
  attributes: Readonly<Record<string, string>> = {},
): SavedModel {
  return {
    path: 'memory',
    config: null,
    compileConfig: null,
    attributes,
    weightInfos: weights,
    weights: () => oneByOne(weights),
    optimizer: null,
  };
}
