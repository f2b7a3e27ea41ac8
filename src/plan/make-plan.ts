import { sizeOf } from '../layers/shape-facet';
import { type ModelSpec, unknown } from '../spec/model-spec';
import type { CheckedNode, CheckedShapes } from './check-shapes';
import type { LayerGraph } from './layer-graph';
import type { ModelPlan, PlannedLayer } from './model-plan';

const bytesPerValue = 4;

/** The plan of a spec that has no errors; `null` where anything is unknown. */
export function makePlan(spec: ModelSpec, graph: LayerGraph, shapes: CheckedShapes): ModelPlan | null {
  const { input, classes, training, data, variables } = spec;
  const checked = graph.nodes.map((node) => shapes.get(node.name));
  if (input === unknown || classes === unknown || training === unknown || data === unknown) return null;
  if (variables === unknown) return null;
  if (
    graph.output === null ||
    !spec.callbacksComplete ||
    !checked.every((node) => node?.node.complete === true)
  )
    return null;
  const layers = (checked as CheckedNode[]).map(planLayer);
  const total = (value: (layer: PlannedLayer) => number) =>
    layers.reduce((sum, layer) => sum + value(layer), 0);
  const params = total((layer) => layer.params);
  const trainableParams = total((layer) => layer.trainableParams);
  return {
    name: spec.name,
    input,
    classNames: classes.names,
    classCount: classes.count,
    variables,
    layers,
    output: graph.output,
    totals: {
      params,
      trainableParams,
      nonTrainableParams: params - trainableParams,
      macs: total((layer) => layer.macs),
      activationBytes: total((layer) => layer.activationBytes),
    },
    training,
    callbacks: spec.callbacks.map((callback) => callback.spec),
    data,
  };
}

function planLayer({ node, inputShapes, outputShape, weights, macs }: CheckedNode): PlannedLayer {
  const count = (list: typeof weights) => list.reduce((sum, weight) => sum + sizeOf(weight.shape), 0);
  return {
    ...(node.layer as NonNullable<typeof node.layer>),
    block: node.block,
    inputShapes,
    outputShape,
    weights,
    params: count(weights),
    trainableParams: count(weights.filter((weight) => weight.trainable)),
    macs,
    activationBytes: sizeOf(outputShape) * bytesPerValue,
  };
}
