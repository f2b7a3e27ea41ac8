import type { ModelPlan } from '../../../../src/check/model-plan';
import { kerasLayerOrder } from '../../../../src/compile/keras/weight-order';

/** What a plan computes, its layers' names and order aside: equal for two plans of one network. */
export function networkOf(plan: ModelPlan) {
  const layers = kerasLayerOrder(plan);
  const places = new Map(layers.map(({ name }, i) => [name, i]));
  const network = layers.map(({ kind, config, inputs, outputShape, weights }) => ({
    kind,
    // The slopes of a vector are one for each value in either case.
    config: kind === 'prelu' && outputShape.length === 1 ? { ...config, shared: false } : config,
    inputs: inputs.map((name) => places.get(name)),
    outputShape,
    weights,
  }));
  return { network: JSON.parse(JSON.stringify(network)), output: places.get(plan.output) };
}
