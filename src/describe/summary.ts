import { layersByBlock } from '../check/layer-graph';
import type { ModelPlan } from '../check/model-plan';
import { memoryPerImage, trainingMemory } from '../check/training-memory';
import type { PlannedLayer } from '../layers/layer';
import type { Shape } from '../layers/shapes';

import { type ReceptiveField, receptiveFields } from './receptive-field';

/** What a layer, or the layers of a block together, come to. Shapes leave out the batch. */
interface Figures {
  readonly outputShape: Shape;
  readonly params: number;
  /** Multiply-adds for one image. */
  readonly macs: number;
  /** Bytes of what the layers yield for one image, float32. */
  readonly activationBytes: number;
  /** Of the output. */
  readonly receptiveField: ReceptiveField;
}

export interface LayerSummary extends Figures {
  readonly name: string;
  readonly type: PlannedLayer['kind'];
  readonly block: string;
  /** Names of layers. */
  readonly inputs: readonly string[];
}

/** One of the author's blocks, or the input. */
export interface BlockSummary extends Figures {
  readonly name: string;
  /** Names of the blocks that it takes. */
  readonly inputs: readonly string[];
  /** Names of its layers. */
  readonly layers: readonly string[];
}

/** Bytes, every value a float32. What is of a batch is of one image where `training.batchSize` is `auto`. */
export interface PlanMemory {
  readonly weights: number;
  /** The outputs of all layers for one image, forward. */
  readonly activations: number;
  /** The same for a batch of `training.batchSize`. */
  readonly batchActivations: number;
  readonly gradients: number;
  readonly optimizer: number;
  /** What a training step takes: see {@link trainingMemory}. A backend needs room of its own besides. */
  readonly training: number;
  /** What each further image of a batch adds to `training`, where images outweigh the update of the weights. */
  readonly trainingPerImage: number;
}

/** What `summary --format json` prints. */
export interface PlanSummary {
  readonly name: string;
  readonly input: Shape;
  readonly classes: number;
  readonly batchSize: ModelPlan['training']['batchSize'];
  readonly blocks: readonly BlockSummary[];
  readonly layers: readonly LayerSummary[];
  readonly params: { readonly total: number; readonly trainable: number; readonly nonTrainable: number };
  /** Multiply-adds for one image. */
  readonly macs: number;
  readonly memory: PlanMemory;
}

/** Shapes, counts, memory and receptive fields of a plan, layer by layer, block by block and in sum. */
export function summarise(plan: ModelPlan): PlanSummary {
  const { totals } = plan;
  const fields = receptiveFields(plan.layers);
  const layers = plan.layers.map((layer) => summariseLayer(layer, fields));
  return {
    name: plan.name,
    input: plan.input.shape,
    classes: plan.classCount,
    batchSize: plan.training.batchSize,
    blocks: summariseBlocks(layers),
    layers,
    params: {
      total: totals.params,
      trainable: totals.trainableParams,
      nonTrainable: totals.nonTrainableParams,
    },
    macs: totals.macs,
    memory: memoryOf(plan),
  };
}

function summariseLayer(layer: PlannedLayer, fields: ReadonlyMap<string, ReceptiveField>): LayerSummary {
  const { name, kind, block, inputs, outputShape, params, macs, activationBytes } = layer;
  const receptiveField = fields.get(name) as ReceptiveField;
  return { name, type: kind, block, inputs, outputShape, params, macs, activationBytes, receptiveField };
}

function summariseBlocks(layers: readonly LayerSummary[]): BlockSummary[] {
  const blockOf = new Map(layers.map(({ name, block }) => [name, block]));
  return [...layersByBlock(layers)].flatMap(([name, members]) => {
    const first = members.at(0);
    const last = members.at(-1);
    if (!first || !last) return [];
    const sum = (key: 'params' | 'macs' | 'activationBytes') =>
      members.reduce((total, layer) => total + layer[key], 0);
    return {
      name,
      inputs: first.inputs.map((input) => blockOf.get(input) ?? input),
      layers: members.map((layer) => layer.name),
      outputShape: last.outputShape,
      params: sum('params'),
      macs: sum('macs'),
      activationBytes: sum('activationBytes'),
      receptiveField: last.receptiveField,
    };
  });
}

function memoryOf(plan: ModelPlan): PlanMemory {
  const { activationBytes } = plan.totals;
  const { batchSize } = plan.training;
  const images = batchSize === 'auto' ? 1 : batchSize;
  const { weights, gradients, optimizer, total } = trainingMemory(plan, images);
  return {
    weights,
    activations: activationBytes,
    batchActivations: activationBytes * images,
    gradients,
    optimizer,
    training: total,
    trainingPerImage: memoryPerImage(plan),
  };
}
