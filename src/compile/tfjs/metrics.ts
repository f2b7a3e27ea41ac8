import {
  argMax,
  cast,
  equal,
  greater,
  less,
  lessEqual,
  logicalNot,
  mul,
  reshape,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { type MetricName, topK } from '../../language/training';

/** Returns 1 for each correct image and 0 for others, `[size]`, from one-hot classes and scores, both `[size, classes]`. */
type MetricFunction = (y: Tensor, scores: Tensor) => Tensor;

interface Metric {
  /** Has the metric's name: tfjs's `fit` names its logs after the functions. */
  readonly of: MetricFunction;
  /** The tfjs kernels that it runs for a number of classes; it is never differentiated. */
  kernels(classes: number): readonly string[];
}

/**
 * Whether fewer than `k` classes have a higher score than class `truth`. As in Keras, equal scores do not count as higher.
 * False if any score is not finite. This is `topKAccuracy` for one image whose scores have been read.
 */
export function isInTopK(scores: Float32Array, truth: number, k: number): boolean {
  const own = scores[truth] ?? Number.NaN;
  let higher = 0;
  for (const score of scores) {
    if (!Number.isFinite(score)) return false;
    if (score > own) higher += 1;
  }
  return higher < k;
}

/** Keras's metrics, under this project's names. */
export const metrics: Readonly<Record<MetricName, Metric>> = {
  /**
   * Whether the right class has the largest score; with a single output, whether the score is on the right side of ½.
   * An image with a NaN score counts as wrong.
   */
  accuracy: {
    of: function accuracy(y, scores) {
      const right =
        scores.shape[1] === 1
          ? reshape(equal(cast(greater(scores, 0.5), 'float32'), y), [-1])
          : equal(argMax(y, 1), argMax(scores, 1));
      // A NaN makes the sum NaN, whatever it is multiplied by, and NaN is not equal to itself.
      const scored = sum(mul(y, scores), 1);
      return mul(cast(right, 'float32'), cast(lessEqual(scored, scored), 'float32'));
    },
    kernels: (classes) => [
      ...['Cast', 'Equal', 'LessEqual', 'Multiply', 'Sum'],
      ...(classes === 1 ? ['Greater', 'Reshape'] : ['ArgMax']),
    ],
  },

  /** {@link isInTopK} with {@link topK}, on tensors. */
  topKAccuracy: {
    of: function topKAccuracy(y, scores) {
      const right = sum(mul(y, scores), 1, true);
      const better = sum(cast(logicalNot(lessEqual(scores, right)), 'float32'), 1);
      return cast(less(better, topK), 'float32');
    },
    kernels: () => ['Cast', 'Less', 'LessEqual', 'LogicalNot', 'Multiply', 'Sum'],
  },
};
