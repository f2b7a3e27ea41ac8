import { layersByBlock } from '../check/layer-graph';
import type { ModelPlan } from '../check/model-plan';
import { memoryPerImage, trainingMemory } from '../check/training-memory';
import { kindOf } from '../layers/kinds';
import type { PlannedLayer } from '../layers/layer';
import type { Pair, Shape } from '../layers/shapes';
import { bothAxes, type ReceptiveSteps } from '../layers/window';

/** Figures of a layer, or of a block's layers together. Shapes exclude the batch. */
export interface Figures {
  /** `[height, width, channels]`, or `[units]` after flattening. */
  readonly outputShape: Shape;
  /** Number of weights, trainable or not. */
  readonly params: number;
  /** Multiply-adds for one image. */
  readonly macs: number;
  /** Bytes of the layers' outputs for one image, float32. */
  readonly activationBytes: number;
  /** The receptive field of the output. */
  readonly receptiveField: ReceptiveField;
}

/** One primitive layer. */
export interface LayerSummary extends Figures {
  /** Name of the layer, as in the tfjs model. */
  readonly name: string;
  /** Kind of the layer. */
  readonly type: PlannedLayer['kind'];
  /** Name of the block it comes from. */
  readonly block: string;
  /** Names of layers. */
  readonly inputs: readonly string[];
}

/** One of the author's blocks, or the input. */
export interface BlockSummary extends Figures {
  /** Name of the block. */
  readonly name: string;
  /** Names of its input blocks. */
  readonly inputs: readonly string[];
  /** Names of its layers. */
  readonly layers: readonly string[];
}

/** Memory in bytes; every value is a float32. Values for a batch are for one image if `training.batchSize` is `auto`. */
export interface PlanMemory {
  /** All weights, trainable or not. */
  readonly weights: number;
  /** The outputs of all layers for one image in the forward pass. */
  readonly activations: number;
  /** The same for a batch of `training.batchSize`. */
  readonly batchActivations: number;
  /** One gradient per trainable weight. */
  readonly gradients: number;
  /** The optimizer's slots, such as Adam's two moments. */
  readonly optimizer: number;
  /** What a training step takes. A backend needs room of its own besides. */
  readonly training: number;
  /** What each additional image of a batch adds to `training`, if images need more memory than the weight update. */
  readonly trainingPerImage: number;
}

/** What `summary --format json` prints. */
export interface PlanSummary {
  /** Name of the spec. */
  readonly name: string;
  /** `[height, width, channels]`. */
  readonly input: Shape;
  /** Number of classes. */
  readonly classes: number;
  /** `training.batchSize`; `auto` when it is chosen at the start of a run. */
  readonly batchSize: ModelPlan['training']['batchSize'];
  /** In the order of the spec, after the input. */
  readonly blocks: readonly BlockSummary[];
  /** In Keras's order: each layer comes after its inputs. */
  readonly layers: readonly LayerSummary[];
  /** Numbers of weights of the network. */
  readonly params: {
    /** All weights. */
    readonly total: number;
    /** Weights that training changes. */
    readonly trainable: number;
    /** Weights that training leaves alone. */
    readonly nonTrainable: number;
  };
  /** Multiply-adds for one image. */
  readonly macs: number;
  /** Memory for weights and for training. */
  readonly memory: PlanMemory;
}

/**
 * Computes shapes, counts, memory and receptive fields of a plan, per layer, per block and in total.
 *
 * @example
 * const { plan } = await validateSpec('net.yaml');
 * if (plan) console.log(summarise(plan).macs);
 */
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

/**
 * The input region that one output position of a layer depends on, per axis `[height, width]`, in rows and columns of
 * the network's input. Padding counts as input, so a field may be larger than the image. Dependencies through batch
 * statistics do not count.
 */
export interface ReceptiveField {
  /** `whole` if every position sees the whole image: after global pools, flatten and dense. */
  readonly size: Pair | 'whole';
  /** Distance in the input between the fields of neighboring positions; below 1 after upsampling, `null` without positions. */
  readonly stride: Pair | null;
}

/**
 * Computes the receptive field of every layer, by name. Along a path, this follows Araujo, Norris and Sim, "Computing
 * Receptive Fields of Convolutional Neural Networks" (Distill, 2019): `r ← r + span · j`, `j ← j · stride`, from
 * `r = j = 1` at the input. Where paths merge, the largest field and the largest stride are used.
 */
export function receptiveFields(layers: readonly PlannedLayer[]): ReadonlyMap<string, ReceptiveField> {
  const fields = new Map<string, ReceptiveField>();
  for (const layer of layers) {
    const inputs = layer.inputs.flatMap((name) => fields.get(name) ?? []);
    const taken = inputs.reduce(largest, { size: [1, 1], stride: inputs.length > 0 ? null : [1, 1] });
    const moved = kindOf(layer).shape.receptive(layer.config);
    fields.set(layer.name, look(taken, moved, layer.outputShape.length === 3));
  }
  return fields;
}

function look({ size, stride }: ReceptiveField, moved: ReceptiveSteps, hasPlaces: boolean): ReceptiveField {
  if (moved === 'whole') return { size: 'whole', stride: null };
  if (!hasPlaces || stride === null) return { size, stride: null };
  return {
    size: size === 'whole' ? size : bothAxes((i) => size[i] + moved[i].span * stride[i]),
    stride: bothAxes((i) => stride[i] * moved[i].stride),
  };
}

function largest(a: ReceptiveField, b: ReceptiveField): ReceptiveField {
  const { size, stride } = a;
  const { size: otherSize, stride: otherStride } = b;
  return {
    size:
      size === 'whole' || otherSize === 'whole' ? 'whole' : bothAxes((i) => Math.max(size[i], otherSize[i])),
    stride:
      stride && otherStride ? bothAxes((i) => Math.max(stride[i], otherStride[i])) : (stride ?? otherStride),
  };
}
