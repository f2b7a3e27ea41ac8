import type { OptimizerSpec, OptimizerType } from '../../language/training';
import type { Value, WeightGradient } from '../../layers/onnx/onnx-facet';
import type { ConstraintSpec } from '../../layers/weight-spec';
import type { GraphBuilder } from './graph-builder';
import type { OnnxWeight } from './weights';

type SpecOf<T> =
  Extract<ConstraintSpec, { readonly type: T }> extends never
    ? { readonly type: 'nonNegative' | 'unitNorm' }
    : Extract<ConstraintSpec, { readonly type: T }>;

/** Keras adds this to norms before dividing by them. */
const epsilon = 1e-7;

interface Weight {
  readonly value: Value;
  /** Norms of the weights that lead to each unit; reduced axes keep size 1. */
  readonly norms: () => Value;
}

const kinds: {
  readonly [T in ConstraintSpec['type']]: (g: GraphBuilder, weight: Weight, spec: SpecOf<T>) => Value;
} = {
  maxNorm: (g, weight, { maxValue }) => withNorms(g, weight, (norms) => clipped(g, norms, 0, maxValue)),
  minMaxNorm: (g, weight, { minValue, maxValue, rate }) =>
    withNorms(g, weight, (norms) => {
      const bounded = g.node('Mul', [clipped(g, norms, minValue, maxValue), g.float(rate)]);
      return g.node('Add', [bounded, g.node('Mul', [norms, g.float(1 - rate)])]);
    }),
  nonNegative: (g, { value }) => g.node('Max', [value, g.float(0)]),
  unitNorm: (g, { value, norms }) => g.node('Div', [value, g.node('Add', [norms(), g.float(epsilon)])]),
};

/** Applies a weight's constraint with Keras's arithmetic. Norms are over all axes but Keras's last. */
export function constrained(
  g: GraphBuilder,
  value: Value,
  { shape, layout, parts, constraint }: OnnxWeight,
): Value {
  if (!constraint) return value;
  const { permutation } = layout;
  const sizes = permutation.map((axis) => shape[axis] ?? 1);
  const apart = layout.dims === undefined ? value : g.node('Reshape', [value, g.ints(sizes)]);
  const axes = sizes.map((_, axis) => axis).filter((axis) => permutation[axis] !== shape.length - 1);
  const squares = () => g.node('Mul', [apart, apart]);
  const norms = () =>
    g.node('Sqrt', [axes.length === 0 ? squares() : g.node('ReduceSum', [squares(), g.ints(axes)])]);
  const obey = kinds[constraint.type] as (g: GraphBuilder, weight: Weight, spec: ConstraintSpec) => Value;
  const obedient = obey(g, { value: apart, norms }, constraint);
  return layout.dims === undefined ? obedient : g.node('Reshape', [obedient, g.ints(parts[0]?.dims ?? [])]);
}

/** Scales the weights that lead to each unit to the norm that `desired` returns. */
function withNorms(g: GraphBuilder, { value, norms }: Weight, desired: (norms: Value) => Value): Value {
  const present = norms();
  const divisor = g.node('Add', [present, g.float(epsilon)]);
  return g.node('Mul', [value, g.node('Div', [desired(present), divisor])]);
}

function clipped(g: GraphBuilder, values: Value, low: number, high: number): Value {
  return g.node('Clip', [values, g.float(low), g.float(high)]);
}

/** The data for updating a part of a weight in one step. */
interface Update {
  readonly g: GraphBuilder;
  readonly weight: Value;
  readonly gradient: WeightGradient;
  /** The step's {@link UpdateRule.rate}, a scalar. */
  readonly rate: Value;
  /** The gradient, or its right factor, multiplied by the negative rate. */
  readonly push: WeightGradient;
  slot(name: string): Value;
}

/** How an optimizer updates a weight. The formulas and the names of the slots are in `compile/tfjs/optimizers.ts`. */
interface UpdateRule {
  /** The learning rate to pass to the graph for a step, counted from 1. */
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

/** The gradient as one value. */
export function materialized(g: GraphBuilder, gradient: WeightGradient): Value {
  if (typeof gradient === 'string') return gradient;
  return g.node('Gemm', [gradient.left, gradient.right], { transA: 1 });
}

/** `share · base + push`; for a product, in a single pass over `base`. */
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
