import { type OptimizerType, slotsPerParameter } from '../language/training';
import { kindOf } from '../layers/kinds';
import { sizeOf } from '../layers/shapes';
import type { ModelPlan } from './model-plan';
import { bytesPerValue } from './model-plan';

/** Memory of one training step in bytes, with every value a float32. */
export interface TrainingMemory {
  readonly weights: number;
  /** Optimizer state of all trainable parameters. */
  readonly optimizer: number;
  /** One value per trainable parameter, or two with `accumulate`, which also keeps the running sum. */
  readonly gradients: number;
  /** Classes, losses and metrics of the batch. */
  readonly batch: number;
  /** Layer outputs, their gradients, and everything else kept until the gradients of the weights are known. */
  readonly activations: number;
  /** Additional memory of the most demanding layer while its gradient is computed. */
  readonly workspace: number;
  /** Additional memory for updating the largest weight, after activations have been freed. */
  readonly update: number;
  /** `weights + optimizer + gradients + max(batch + activations + workspace, update)`. */
  readonly total: number;
}

/**
 * Estimates the memory of a training step with `images` images at once. tfjs keeps the output of every layer and its
 * gradient until the pass is done; the numbers of tensors follow from the arithmetic of each kind of layer. Memory that
 * a backend needs internally (packed weights, gaps between buffers) is not included.
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

/** Memory that each image adds to a step, in bytes. */
export function memoryPerImage(plan: ModelPlan): number {
  const { batch, activations, workspace } = trainingMemory(plan, 1);
  return batch + activations + workspace;
}

/** Returns the largest number of images whose training step fits in `bytes`; 0 if not even one fits. */
export function largestBatch(plan: ModelPlan, bytes: number): number {
  const { total, weights, optimizer, gradients } = trainingMemory(plan, 0);
  if (total > bytes) return 0;
  return Math.floor((bytes - weights - optimizer - gradients) / memoryPerImage(plan));
}

/** Tensors of the size of the scores: targets, logarithms, comparisons. */
const scoreTensors = 6;

/** Tensors of the size of the largest weight that an update creates, besides weight, gradient and slots. */
const updateTensors: Readonly<Record<OptimizerType, number>> = { sgd: 3, adam: 5, rmsprop: 6 };
