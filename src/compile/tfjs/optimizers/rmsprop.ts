import { add, mul, rsqrt, square, sub, type Tensor } from '@tensorflow/tfjs-core';
import type { OptimizerSpec } from '../../../language/training';
import { assign, type UpdateRule } from './update-rule';

/**
 * Tieleman and Hinton (2012): `v = ρ·v + (1 − ρ)·g²`, `d = η·g/√(v + ε)`, `w −= d`; with momentum `m = μ·m + d`,
 * `w −= m`.
 */
export function rmsprop({ rho, momentum, epsilon }: Extract<OptimizerSpec, { type: 'rmsprop' }>): UpdateRule {
  return {
    className: 'RMSprop',
    slots: momentum === 0 ? ['velocity'] : ['velocity', 'momentum'],
    config: { rho, momentum, epsilon, centered: false },
    kernels: ['Multiply', 'Square', 'Add', 'Rsqrt', 'Sub'],

    apply({ weight, gradient, learningRate, slot }) {
      const power = slot('velocity');
      assign(power, () => add(mul(power, rho), mul(square(gradient), 1 - rho)));
      const push = (): Tensor => mul(mul(gradient, learningRate), rsqrt(add(power, epsilon)));
      if (momentum === 0) {
        assign(weight, () => sub(weight, push()));
        return;
      }
      const velocity = slot('momentum');
      assign(velocity, () => add(mul(velocity, momentum), push()));
      assign(weight, () => sub(weight, velocity));
    },
  };
}
