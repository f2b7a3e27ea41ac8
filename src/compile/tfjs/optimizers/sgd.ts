import { add, mul, sub } from '@tensorflow/tfjs-core';
import type { OptimizerSpec } from '../../../language/training';
import { assign, type UpdateRule } from './update-rule';

/**
 * Gradient descent: `w −= η·g`; with momentum `m = μ·m − η·g`, then `w += m`, or `w += μ·m − η·g` after Nesterov.
 */
export function sgd({ momentum, nesterov }: Extract<OptimizerSpec, { type: 'sgd' }>): UpdateRule {
  return {
    className: 'SGD',
    slots: momentum === 0 ? [] : ['momentum'],
    config: { momentum, nesterov },
    kernels: momentum === 0 ? ['Multiply', 'Sub'] : ['Multiply', 'Sub', 'Add'],

    apply({ weight, gradient, learningRate, slot }) {
      if (momentum === 0) {
        assign(weight, () => sub(weight, mul(gradient, learningRate)));
        return;
      }
      const velocity = slot('momentum');
      const push = () => sub(mul(velocity, momentum), mul(gradient, learningRate));
      assign(velocity, push);
      assign(weight, () => add(weight, nesterov ? push() : velocity));
    },
  };
}
