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
import { type MetricName, topK } from '../../spec/training';

/** 1 for each image that counts, else 0, as `[size]`, from one-hot classes and scores, both `[size, classes]`. */
export type Metric = (y: Tensor, scores: Tensor) => Tensor;

/** Keras's metrics under this project's names. */
export const metrics = {
  /** Whether the right class has the largest score; with a single output, whether it lies on the right side of ½. */
  accuracy(y: Tensor, scores: Tensor): Tensor {
    const right =
      scores.shape[1] === 1
        ? reshape(equal(cast(greater(scores, 0.5), 'float32'), y), [-1])
        : equal(argMax(y, 1), argMax(scores, 1));
    return cast(right, 'float32');
  },

  /** Whether fewer than {@link topK} classes score more than the right one. A score that is not a number counts as more. */
  topKAccuracy(y: Tensor, scores: Tensor): Tensor {
    const right = sum(mul(y, scores), 1, true);
    const better = sum(cast(logicalNot(lessEqual(scores, right)), 'float32'), 1);
    return cast(less(better, topK), 'float32');
  },
} satisfies Record<MetricName, Metric>;
