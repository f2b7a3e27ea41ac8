import type { ModelPlan } from '../../../../src/check/model-plan';
import { kerasLayerOrder } from '../../../../src/compile/keras/weight-order';

/** What a plan computes, ignoring the names and order of its layers: equal for two plans of the same network. */
export function networkOf(plan: ModelPlan) {
  const layers = kerasLayerOrder(plan);
  const places = new Map(layers.map(({ name }, i) => [name, i]));
  const network = layers.map(({ kind, config, inputs, outputShape, weights }) => ({
    kind,
    // For a vector, there is one slope per value in either case.
    config: kind === 'prelu' && outputShape.length === 1 ? { ...config, shared: false } : config,
    inputs: inputs.map((name) => places.get(name)),
    outputShape,
    weights,
  }));
  return { network: JSON.parse(JSON.stringify(network)), output: places.get(plan.output) };
}
