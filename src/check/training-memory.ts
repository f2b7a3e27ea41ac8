import { type OptimizerType, slotsPerParameter } from '../language/training';
import { kindOf } from '../layers/kinds';
import { sizeOf } from '../layers/shapes';
import type { ModelPlan } from './model-plan';
import { bytesPerValue } from './model-plan';

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
 * until the pass is done; numbers of tensors are those of the arithmetic of each kind of layer. What a backend
 * needs for itself (packed weights, gaps between buffers) comes on top.
 */
export function trainingMemory(plan: ModelPlan, images: number): TrainingMemory {
  const { layers, totals, training, classCount } = plan;
  const { optimizer, accumulate } = training;
  const trainable = totals.trainableParams * bytesPerValue;
  const costs = layers.map((layer) => ({ ...kindOf(layer).memory(layer), bytes: layer.activationBytes }));
  const heldBytes = costs.reduce((sum, { held, bytes }) => sum + held * bytes, 0);
  const workBytes = costs.reduce((most, { work, bytes }) => Math.max(most, work * bytes), 0);
  const largestWeight = layers
    .flatMap(({ weights }) => weights)
    .reduce((most, { shape }) => Math.max(most, sizeOf(shape) * bytesPerValue), 0);
  const parts = {
    weights: totals.params * bytesPerValue,
    optimizer: trainable * slotsPerParameter(optimizer),
    gradients: trainable * (accumulate > 1 ? 2 : 1),
    batch: images * classCount * bytesPerValue * scoreTensors,
    activations: images * heldBytes,
    workspace: images * workBytes,
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
