import type { Shape } from '../layers/layer';
import { slotsPerParameter } from '../spec/training';
import { layersByBlock } from './block-layers';
import { bytesPerValue } from './layer-costs';
import type { ModelPlan, PlannedLayer } from './model-plan';
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

/**
 * Bytes, every value a float32. What training needs at the least is `training`: the weights, a gradient and the
 * optimizer's state for each trainable parameter, and the outputs of all layers for one batch, which stay until the
 * gradients are known. A backend takes room to work besides.
 */
export interface PlanMemory {
  readonly weights: number;
  /** The outputs of all layers for one image, forward. */
  readonly activations: number;
  /** The same for a batch of `training.batchSize`. */
  readonly batchActivations: number;
  readonly gradients: number;
  readonly optimizer: number;
  readonly training: number;
}

/** What `summary --format json` prints. */
export interface PlanSummary {
  readonly name: string;
  readonly input: Shape;
  readonly classes: number;
  readonly batchSize: number;
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

function memoryOf({ totals, training: { batchSize, optimizer } }: ModelPlan): PlanMemory {
  const weights = totals.params * bytesPerValue;
  const gradients = totals.trainableParams * bytesPerValue;
  const slots = slotsPerParameter[optimizer.type](optimizer as never);
  const batchActivations = totals.activationBytes * batchSize;
  return {
    weights,
    activations: totals.activationBytes,
    batchActivations,
    gradients,
    optimizer: gradients * slots,
    training: weights + gradients * (1 + slots) + batchActivations,
  };
}
