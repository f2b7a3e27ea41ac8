import { type ModelSpec, unknown } from '../language/model-spec';
import type { PlannedLayer } from '../layers/layer';
import type { CheckedNode, CheckedShapes } from './check-shapes';
import { costsOf } from './layer-costs';
import type { LayerGraph } from './layer-graph';
import type { ModelPlan } from './model-plan';
import { weightedBlocks } from './unfold';

/** The plan of a spec that has no errors; `null` where anything is unknown. */
export function makePlan(spec: ModelSpec, graph: LayerGraph, shapes: CheckedShapes): ModelPlan | null {
  const { input, classes, training, data, variables, initialWeights } = spec;
  const checked = graph.nodes.map((node) => shapes.get(node.name));
  if (input === unknown || classes === unknown || training === unknown || data === unknown) return null;
  if (variables === unknown || initialWeights === unknown) return null;
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
    ...(initialWeights && { initialWeights: weightedBlocks(initialWeights, graph.groups) }),
    training,
    callbacks: spec.callbacks.map((callback) => callback.spec),
    data,
  };
}

function planLayer(checked: CheckedNode): PlannedLayer {
  const { node, inputShapes, outputShape, weights } = checked;
  return {
    ...(node.layer as NonNullable<typeof node.layer>),
    block: node.block,
    inputShapes,
    outputShape,
    weights,
    ...costsOf(checked),
  };
}
