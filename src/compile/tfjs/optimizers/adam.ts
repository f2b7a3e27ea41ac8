import { add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core';
import type { OptimizerSpec } from '../../../language/training';
import { assign, type UpdateRule } from './update-rule';

/**
 * Kingma and Ba (2015), section 2's second form: `m += (1 − β₁)(g − m)`, `v += (1 − β₂)(g² − v)`,
 * `w −= η·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε)`.
 */
export function adam({ beta1, beta2, epsilon }: Extract<OptimizerSpec, { type: 'adam' }>): UpdateRule {
  return {
    className: 'Adam',
    slots: ['momentum', 'velocity'],
    config: { beta1, beta2, epsilon, amsgrad: false },
    kernels: ['Sub', 'Multiply', 'Add', 'Square', 'Sqrt', 'RealDiv'],

    apply({ weight, gradient, learningRate, step, slot }) {
      const first = slot('momentum');
      const second = slot('velocity');
      assign(first, () => add(first, mul(sub(gradient, first), 1 - beta1)));
      assign(second, () => add(second, mul(sub(square(gradient), second), 1 - beta2)));
      const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
      assign(weight, () => sub(weight, div(mul(first, rate), add(sqrt(second), epsilon))));
    },
  };
}
