import {
  abs,
  add,
  cast,
  customGrad,
  greater,
  less,
  mul,
  type Scalar,
  serialization,
  square,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { WeightRegularizer } from '../../layers/tfjs/tfjs-facet';
import type { RegularizerSpec } from '../../layers/weight-spec';

/** The tfjs kernels that a weight's penalty and its gradient run. */
export const penaltyKernels: readonly string[] = [
  'Abs',
  'Add',
  'Cast',
  'Greater',
  'Identity',
  'Less',
  'Multiply',
  'Square',
  'Sub',
  'Sum',
];

/**
 * `l1 · Σ|w| + l2 · Σw²`, whose gradient is `l1 · sign(w) + 2 · l2 · w`. The sign of 0 is 0, as in TensorFlow; tfjs's
 * own gradient of `abs` is −1 there, which would move every bias that starts at zero.
 */
export class L1L2 extends serialization.Serializable implements WeightRegularizer {
  constructor(private readonly spec: RegularizerSpec) {
    super();
  }

  /** tfjs-layers' name for its own class, which it loads instead of this one. */
  override getClassName(): string {
    return 'L1L2';
  }

  getConfig(): serialization.ConfigDict {
    return { l1: this.spec.l1, l2: this.spec.l2 };
  }

  /** The penalty that a weight adds to the loss. Differentiable. */
  apply(weight: Tensor): Scalar {
    const { l1, l2 } = this.spec;
    const penalty = customGrad((input, save) => {
      const w = input as Tensor;
      (save as (tensors: Tensor[]) => void)([w]);
      return {
        value: add(mul(sum(abs(w)), l1), mul(sum(square(w)), l2)),
        gradFunc: (dy: Tensor, [saved]: Tensor[]) => mul(dy, slope(saved ?? w, l1, l2)),
      };
    });
    return penalty(weight) as Scalar;
  }
}

function slope(w: Tensor, l1: number, l2: number): Tensor {
  const sign = sub(cast(greater(w, 0), 'float32'), cast(less(w, 0), 'float32'));
  return add(mul(sign, l1), mul(w, 2 * l2));
}
