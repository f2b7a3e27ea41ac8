import { add, clipByValue, div, maximum, mul, sqrt, square, sum, type Tensor } from '@tensorflow/tfjs-core';
import type { ConstraintSpec } from '../../layers/weight-spec';

type SpecOf<T, S = ConstraintSpec> = S extends { readonly type: infer U } ? (T extends U ? S : never) : never;

/** Keras adds this to norms before dividing by them. */
const epsilon = 1e-7;

/** The kernels of a division by {@link normsOf}. */
const normKernels = ['Add', 'RealDiv', 'Sqrt', 'Square', 'Sum'];

/** Keras's constraints. */
const kinds: {
  readonly [T in ConstraintSpec['type']]: {
    readonly obey: (weight: Tensor, spec: SpecOf<T>) => Tensor;
    readonly kernels: readonly string[];
  };
} = {
  maxNorm: {
    obey: (weight, { maxValue }) => withNorms(weight, (norms) => clipByValue(norms, 0, maxValue)),
    kernels: [...normKernels, 'ClipByValue', 'Multiply'],
  },
  minMaxNorm: {
    obey: (weight, { minValue, maxValue, rate }) =>
      withNorms(weight, (norms) =>
        add(mul(clipByValue(norms, minValue, maxValue), rate), mul(norms, 1 - rate)),
      ),
    kernels: [...normKernels, 'ClipByValue', 'Multiply'],
  },
  nonNegative: { obey: (weight) => maximum(weight, 0), kernels: ['Maximum'] },
  unitNorm: { obey: (weight) => div(weight, add(normsOf(weight), epsilon)), kernels: normKernels },
};

/** Applies a constraint to `weight`, with Keras's arithmetic. */
export function constrained(weight: Tensor, spec: ConstraintSpec): Tensor {
  const obey = kinds[spec.type].obey as (weight: Tensor, spec: ConstraintSpec) => Tensor;
  return obey(weight, spec);
}

/** The tfjs kernels that {@link constrained} runs. */
export function constraintKernels({ type }: ConstraintSpec): readonly string[] {
  return kinds[type].kernels;
}

/** Scales the weights that lead to each unit to the norm that `desired` returns. */
function withNorms(weight: Tensor, desired: (norms: Tensor) => Tensor): Tensor {
  const norms = normsOf(weight);
  return mul(weight, div(desired(norms), add(norms, epsilon)));
}

/** Norms over all axes but the last. */
function normsOf(weight: Tensor): Tensor {
  const axes = weight.shape.slice(0, -1).map((_, axis) => axis);
  return sqrt(sum(square(weight), axes, true));
}
