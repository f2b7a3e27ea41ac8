import type { CallbackSpec } from '../language/callbacks';
import type { DataSpec } from '../language/data';
import type { InitialWeightsSpec } from '../language/initial-weights';
import type { InputSpec } from '../language/input';
import { type ModelSpec, unknown } from '../language/model-spec';

import type { TrainingSpec } from '../language/training';
import type { PlannedLayer } from '../layers/layer';
import { sizeOf } from '../layers/shapes';
import type { CheckedNode, CheckedShapes } from './check-shapes';
import type { LayerGraph } from './layer-graph';
import { weightedBlocks } from './unfold';

/** Counts and costs of a whole network. */
export interface PlanTotals {
  /** Number of weights, trainable or not. */
  readonly params: number;
  /** Number of weights that training changes. */
  readonly trainableParams: number;
  /** Number of weights that training leaves alone: frozen ones and the moving statistics of batch norm. */
  readonly nonTrainableParams: number;
  /** Multiply-adds for one image. */
  readonly macs: number;
  /** Bytes of all layer outputs for one image, in the forward pass, in float32. */
  readonly activationBytes: number;
}

/** The checked network and its policies, with every default explicit. Plain data that survives a JSON round trip. */
export interface ModelPlan {
  /** Name of the spec. */
  readonly name: string;
  /** The spec's section `input`. */
  readonly input: InputSpec;
  /** Class names in the order of the network's outputs; `null` if the spec only gives their number. */
  readonly classNames: readonly string[] | null;
  /** Number of classes, which is the number of scores. */
  readonly classCount: number;
  /** The spec's section `variables`, every value as text. */
  readonly variables: Readonly<Record<string, string>>;
  /** In Keras's order: each layer after its inputs. The first is the `input` layer. */
  readonly layers: readonly PlannedLayer[];
  /** Name of the layer that outputs the class scores. */
  readonly output: string;
  /** Sums over all layers. */
  readonly totals: PlanTotals;
  /** Absent if all weights start from initializers. Contains names of blocks, not of groups. */
  readonly initialWeights?: InitialWeightsSpec;
  /** The spec's section `training`. */
  readonly training: TrainingSpec;
  /** The spec's callbacks, in order. */
  readonly callbacks: readonly CallbackSpec[];
  /** The spec's section `data`; `null` when the spec has none. */
  readonly data: DataSpec | null;
}

/** A plan with a known batch size, as training requires. */
export type SettledPlan = ModelPlan & { readonly training: { readonly batchSize: number } };

/** Creates the plan of a spec without errors; `null` if anything is unknown. */
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

/** Bytes of a float32. */
export const bytesPerValue = 4;

interface LayerCosts {
  readonly params: number;
  readonly trainableParams: number;
  /** Multiply-adds for one image. */
  readonly macs: number;
  /** Bytes of its output for one image, in float32. */
  readonly activationBytes: number;
}

export function costsOf({ outputShape, weights, macs }: CheckedNode): LayerCosts {
  const count = (list: typeof weights) => list.reduce((sum, weight) => sum + sizeOf(weight.shape), 0);
  return {
    params: count(weights),
    trainableParams: count(weights.filter((weight) => weight.trainable)),
    macs,
    activationBytes: sizeOf(outputShape) * bytesPerValue,
  };
}
