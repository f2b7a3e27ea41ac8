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

/** 1 for each image that counts, else 0, as `[size]`, from one-hot classes and scores, both `[size, classes]`. */
type MetricFunction = (y: Tensor, scores: Tensor) => Tensor;

interface Metric {
  /** Named as the metric is: tfjs's `fit` takes the names of its logs from the functions. */
  readonly of: MetricFunction;
  /** The kernels of tfjs that it runs for so many classes; it is never differentiated. */
  kernels(classes: number): readonly string[];
}

/** Keras's metrics under this project's names. */
export const metrics: Readonly<Record<MetricName, Metric>> = {
  /**
   * Whether the right class has the largest score; with a single output, whether it lies on the right side of ½. An image with
   * a score that is not a number counts as wrong.
   */
  accuracy: {
    of: function accuracy(y, scores) {
      const right =
        scores.shape[1] === 1
          ? reshape(equal(cast(greater(scores, 0.5), 'float32'), y), [-1])
          : equal(argMax(y, 1), argMax(scores, 1));
      // What is not a number is in the sum, whatever it is multiplied with, and is not even equal to itself.
      const scored = sum(mul(y, scores), 1);
      return mul(cast(right, 'float32'), cast(lessEqual(scored, scored), 'float32'));
    },
    kernels: (classes) => [
      ...['Cast', 'Equal', 'LessEqual', 'Multiply', 'Sum'],
      ...(classes === 1 ? ['Greater', 'Reshape'] : ['ArgMax']),
    ],
  },

  /** Whether fewer than {@link topK} classes score more than the right one. A score that is not a number counts as more. */
  topKAccuracy: {
    of: function topKAccuracy(y, scores) {
      const right = sum(mul(y, scores), 1, true);
      const better = sum(cast(logicalNot(lessEqual(scores, right)), 'float32'), 1);
      return cast(less(better, topK), 'float32');
    },
    kernels: () => ['Cast', 'Less', 'LessEqual', 'LogicalNot', 'Multiply', 'Sum'],
  },
};
