import type { OptimizerSpec, OptimizerType } from '../../language/training';
import type { Value, WeightGradient } from '../../layers/onnx/onnx-facet';
import type { GraphBuilder } from './graph-builder';

/** What a rule knows of a part of a weight in one step. */
export interface Update {
  readonly g: GraphBuilder;
  readonly weight: Value;
  readonly gradient: WeightGradient;
  /** A scalar: {@link UpdateRule.rate} of the step. */
  readonly rate: Value;
  /** The gradient, or the right factor of it, times minus the rate. */
  readonly push: WeightGradient;
  slot(name: string): Value;
}

/** How an optimizer changes a weight; the formulas are stated in `compile/optimizers`, whose table names the slots. */
interface UpdateRule {
  /** The learning rate of a step, from 1, as the graph takes it. */
  rate(learningRate: number, step: number): number;
  apply(update: Update): { readonly weight: Value; readonly slots: Readonly<Record<string, Value>> };
}

const rules = {
  sgd: ({ momentum, nesterov }) => ({
    rate: (learningRate) => learningRate,
    apply({ g, weight, push, slot }) {
      if (momentum === 0) return { weight: addTo(g, weight, push, 1), slots: {} };
      const velocity = addTo(g, slot('momentum'), push, momentum);
      const step = nesterov ? addTo(g, velocity, push, momentum) : velocity;
      return { weight: g.node('Add', [weight, step]), slots: { momentum: velocity } };
    },
  }),

  adam: ({ beta1, beta2, epsilon }) => ({
    rate: (learningRate, step) => (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step),
    apply({ g, weight, gradient, rate, slot }) {
      const value = materialized(g, gradient);
      const first = movedTo(g, slot('momentum'), value, 1 - beta1);
      const second = movedTo(g, slot('velocity'), g.node('Mul', [value, value]), 1 - beta2);
      const spread = g.node('Add', [g.node('Sqrt', [second]), g.float(epsilon)]);
      const step = g.node('Div', [g.node('Mul', [first, rate]), spread]);
      return { weight: g.node('Sub', [weight, step]), slots: { momentum: first, velocity: second } };
    },
  }),

  rmsprop: ({ rho, momentum, epsilon }) => ({
    rate: (learningRate) => learningRate,
    apply({ g, weight, gradient, rate, slot }) {
      const value = materialized(g, gradient);
      const fresh = g.node('Mul', [g.node('Mul', [value, value]), g.float(1 - rho)]);
      const power = g.node('Add', [g.node('Mul', [slot('velocity'), g.float(rho)]), fresh]);
      const spread = g.node('Sqrt', [g.node('Add', [power, g.float(epsilon)])]);
      const step = g.node('Div', [g.node('Mul', [value, rate]), spread]);
      if (momentum === 0) return { weight: g.node('Sub', [weight, step]), slots: { velocity: power } };
      const velocity = g.node('Add', [g.node('Mul', [slot('momentum'), g.float(momentum)]), step]);
      return { weight: g.node('Sub', [weight, velocity]), slots: { velocity: power, momentum: velocity } };
    },
  }),
} satisfies { [T in OptimizerType]: (spec: Extract<OptimizerSpec, { type: T }>) => UpdateRule };

/** The rule of a plan's optimizer. */
export function onnxUpdateRule(spec: OptimizerSpec): UpdateRule {
  const create = rules[spec.type] as (spec: OptimizerSpec) => UpdateRule;
  return create(spec);
}

/** The gradient itself. */
export function materialized(g: GraphBuilder, gradient: WeightGradient): Value {
  if (typeof gradient === 'string') return gradient;
  return g.node('Gemm', [gradient.left, gradient.right], { transA: 1 });
}

/** `share · base + push`: of a product in one pass over what it is added to. */
export function addTo(g: GraphBuilder, base: Value, push: WeightGradient, share: number): Value {
  if (typeof push === 'string') {
    return g.node('Add', [share === 1 ? base : g.node('Mul', [base, g.float(share)]), push]);
  }
  return g.node('Gemm', [push.left, push.right, base], { transA: 1, beta: share });
}

/** `base + share · (target − base)`. */
function movedTo(g: GraphBuilder, base: Value, target: Value, share: number): Value {
  return g.node('Add', [base, g.node('Mul', [g.node('Sub', [target, base]), g.float(share)])]);
}
