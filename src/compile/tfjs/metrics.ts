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

  /** Whether fewer than {@link topK} classes have a higher score than the right one; 0 if any score is not finite. */
  topKAccuracy: {
    of: function topKAccuracy(y, scores) {
      const right = sum(mul(y, scores), 1, true);
      const better = sum(cast(logicalNot(lessEqual(scores, right)), 'float32'), 1);
      return cast(less(better, topK), 'float32');
    },
    kernels: () => ['Cast', 'Less', 'LessEqual', 'LogicalNot', 'Multiply', 'Sum'],
  },
};
