import {
  add,
  div,
  mul,
  rsqrt,
  sqrt,
  square,
  sub,
  type Tensor,
  tidy,
  type Variable,
} from '@tensorflow/tfjs-core';
import type { OptimizerSpec, OptimizerType } from '../../language/training';

/** Gradient descent: `w −= η·g`. With momentum `m = μ·m − η·g`, then `w += m`, or `w += μ·m − η·g` with Nesterov momentum. */
function sgd({ momentum, nesterov }: Extract<OptimizerSpec, { type: 'sgd' }>): UpdateRule {
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

/** Tieleman and Hinton (2012): `v = ρ·v + (1 − ρ)·g²`, `d = η·g/√(v + ε)`, `w −= d`; with momentum `m = μ·m + d`, `w −= m`. */
function rmsprop({ rho, momentum, epsilon }: Extract<OptimizerSpec, { type: 'rmsprop' }>): UpdateRule {
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

/**
 * Kingma and Ba (2015), the second form in section 2: `m += (1 − β₁)(g − m)`, `v += (1 − β₂)(g² − v)`,
 * `w −= η·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε)`.
 */
function adam({ beta1, beta2, epsilon }: Extract<OptimizerSpec, { type: 'adam' }>): UpdateRule {
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

/** The data for updating one weight in one step. */
interface Update {
  readonly weight: Variable;
  readonly gradient: Tensor;
  readonly learningRate: number;
  /** Number of steps, including this one. */
  readonly step: number;
  /** The weight's slot `name`, one of {@link UpdateRule.slots}; zeros before the first step. */
  slot(name: string): Variable;
}

/** How an optimizer updates a weight: Keras's rules, term by term. */
export interface UpdateRule {
  /** Keras's class name. */
  readonly className: string;
  /** Keras's names of the slots of each weight, in Keras's order. */
  readonly slots: readonly string[];
  /** Its hyperparameters except the learning rate, under their names in Keras files. */
  readonly config: Readonly<Record<string, number | boolean>>;
  /** The tfjs kernels that {@link apply} runs. */
  readonly kernels: readonly string[];
  apply(update: Update): void;
}

/** Assigns the value of an expression to a variable and frees its intermediate tensors. */
export function assign(variable: Variable, expression: () => Tensor): void {
  const value = tidy(expression);
  variable.assign(value);
  value.dispose();
}

const rules = {
  sgd,
  adam,
  rmsprop,
} satisfies { [T in OptimizerType]: (spec: Extract<OptimizerSpec, { type: T }>) => UpdateRule };

/** The update rule of an optimizer. */
export function updateRule(spec: OptimizerSpec): UpdateRule {
  const create = rules[spec.type] as (spec: OptimizerSpec) => UpdateRule;
  return create(spec);
}
