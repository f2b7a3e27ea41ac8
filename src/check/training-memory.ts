import { type OptimizerType, slotsPerParameter } from '../language/training';
import type { ActivationName, LayerKind, PlannedLayer } from '../layers/layer';
import { sizeOf } from '../layers/shapes';

import { bytesPerValue } from './layer-costs';
import type { ModelPlan } from './model-plan';

/** Bytes that one training step takes, every value a float32. */
export interface TrainingMemory {
  readonly weights: number;
  /** What the optimizer keeps for each trainable parameter. */
  readonly optimizer: number;
  /** One for each trainable parameter, and with `accumulate` a second one: the sum of the parts before. */
  readonly gradients: number;
  /** Classes, losses and metrics of the batch. */
  readonly batch: number;
  /** What layers yield, their gradients, and what else stays until the gradients of the weights are known. */
  readonly activations: number;
  /** What the layer with the largest appetite needs besides while its gradient is computed. */
  readonly workspace: number;
  /** What one update of the largest weight needs besides, when activations have gone. */
  readonly update: number;
  /** `weights + optimizer + gradients + max(batch + activations + workspace, update)`. */
  readonly total: number;
}

/**
 * What a training step takes that works through `images` images at once. tfjs keeps every layer's output and the gradient of it
 * until the pass is done; numbers of tensors are those of the layers' arithmetic in `src/layers/`. What a backend
 * needs for itself (packed weights, gaps between buffers) comes on top.
 */
export function trainingMemory(plan: ModelPlan, images: number): TrainingMemory {
  const { layers, totals, training, classCount } = plan;
  const { optimizer, accumulate } = training;
  const trainable = totals.trainableParams * bytesPerValue;
  const held = layers.reduce((sum, layer) => sum + costOf(layer).held * layer.activationBytes, 0);
  const work = layers.reduce((most, layer) => Math.max(most, costOf(layer).work * layer.activationBytes), 0);
  const largestWeight = layers
    .flatMap(({ weights }) => weights)
    .reduce((most, { shape }) => Math.max(most, sizeOf(shape) * bytesPerValue), 0);
  const parts = {
    weights: totals.params * bytesPerValue,
    optimizer: trainable * slotsPerParameter[optimizer.type](optimizer as never),
    gradients: trainable * (accumulate > 1 ? 2 : 1),
    batch: images * classCount * bytesPerValue * scoreTensors,
    activations: images * held,
    workspace: images * work,
    update: largestWeight * updateTensors[optimizer.type],
  };
  const step = parts.batch + parts.activations + parts.workspace;
  return {
    ...parts,
    total: parts.weights + parts.optimizer + parts.gradients + Math.max(step, parts.update),
  };
}

/** What each image adds to a step, in bytes. */
export function memoryPerImage(plan: ModelPlan): number {
  const { batch, activations, workspace } = trainingMemory(plan, 1);
  return batch + activations + workspace;
}

/** The most images at once whose training step takes at most `bytes`; 0 where not even one does. */
export function largestBatch(plan: ModelPlan, bytes: number): number {
  const { total, weights, optimizer, gradients } = trainingMemory(plan, 0);
  if (total > bytes) return 0;
  return Math.floor((bytes - weights - optimizer - gradients) / memoryPerImage(plan));
}

/** Tensors of the size of the scores: targets, logarithms, comparisons. */
const scoreTensors = 6;

/** Tensors of the size of the largest weight that an update makes beside weight, gradient and slots. */
const updateTensors: Readonly<Record<OptimizerType, number>> = { sgd: 3, adam: 5, rmsprop: 6 };

/** In tensors of the size of a layer's output, as measured with tfjs 4.22. */
interface Cost {
  /** That stay for the whole pass: the output, the gradient of it, and what is computed on the way. */
  readonly held: number;
  /** That are there for a moment, while the layer's gradient is computed. */
  readonly work: number;
}

type Costs = { readonly [K in LayerKind]: (layer: PlannedLayer<K>) => Cost };

const plain = (): Cost => ({ held: 2, work: 2 });
/** The same values as the input's. */
const view = (): Cost => ({ held: 0, work: 0 });
const weighted = ({ config }: { readonly config: { readonly bias: boolean } }): Cost => ({
  held: config.bias ? 3 : 2,
  work: 2,
});
/** A dilated kernel is worked through as slices of the input. */
const convolution = (layer: PlannedLayer<'conv2d' | 'depthwiseConv2d' | 'conv2dTranspose'>): Cost => ({
  ...weighted(layer),
  work: layer.config.dilation.some((step) => step > 1) ? 5 : 2,
});
/** The gradient is as large as the input, which is many times the output. */
const globalPool = (layer: PlannedLayer): Cost => ({ held: 2, work: 2 * inputsPerOutput(layer) });

const costs: Costs = {
  input: () => ({ held: 1, work: 0 }),
  conv2d: convolution,
  depthwiseConv2d: convolution,
  // The values between its two convolutions come on top.
  separableConv2d: (layer) => ({
    held: weighted(layer).held + 2 * inputsPerOutput(layer) * layer.config.depthMultiplier,
    work: 2,
  }),
  conv2dTranspose: convolution,
  maxPool2d: plain,
  averagePool2d: (layer) => (hasBorder(layer) ? { held: 4 + 3 * inputsPerOutput(layer), work: 2 } : plain()),
  globalMaxPool2d: globalPool,
  globalAveragePool2d: globalPool,
  batchNorm: () => ({ held: 2, work: 5 }),
  layerNorm: () => ({ held: 3, work: 8 }),
  activation: ({ config }) => ({
    held: activationTensors[config.function],
    work: config.function === 'selu' ? 6 : 2,
  }),
  prelu: () => ({ held: 10, work: 4 }),
  dropout: () => ({ held: 3, work: 2 }),
  spatialDropout2d: plain,
  zeroPadding2d: plain,
  cropping2d: plain,
  upsampling2d: () => ({ held: 3, work: 2 }),
  flatten: view,
  reshape: view,
  dense: weighted,
  add: plain,
  multiply: plain,
  concat: plain,
  // Nobody says what it keeps: as much as a layer of several operations.
  custom: () => ({ held: 8, work: 8 }),
};

/** {@link Cost.held} of the activations; those that are made of several operations keep the values in between. */
const activationTensors: Readonly<Record<ActivationName, number>> = {
  linear: 0,
  relu: 2,
  relu6: 5,
  leakyReLU: 3,
  elu: 2,
  selu: 2,
  sigmoid: 2,
  hardSigmoid: 8,
  tanh: 2,
  softplus: 2,
  softsign: 6,
  swish: 5,
  gelu: 14,
  mish: 6,
  softmax: 3,
};

/** Whether a pool with `padding: same` looks over the edge of its input. */
function hasBorder({
  config,
  inputShapes: [input = []],
  outputShape,
}: PlannedLayer<'averagePool2d'>): boolean {
  const { size, stride } = config;
  return [0, 1].some((axis) => {
    const [steps, length] = [outputShape[axis] ?? 0, input[axis] ?? 0];
    return (steps - 1) * (stride[axis] ?? 1) + (size[axis] ?? 1) > length;
  });
}

function inputsPerOutput({ inputShapes: [input = []], outputShape }: PlannedLayer): number {
  return sizeOf(input) / sizeOf(outputShape);
}

function costOf(layer: PlannedLayer): Cost {
  return (costs[layer.kind] as (layer: PlannedLayer) => Cost)(layer);
}
