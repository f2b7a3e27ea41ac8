import type { Value } from '../../layers/onnx/onnx-facet';
import type { ConstraintSpec } from '../../layers/weight-spec';
import type { GraphBuilder } from './graph-builder';
import type { OnnxWeight } from './weights';

type SpecOf<T> =
  Extract<ConstraintSpec, { readonly type: T }> extends never
    ? { readonly type: 'nonNegative' | 'unitNorm' }
    : Extract<ConstraintSpec, { readonly type: T }>;

/** Keras adds this to norms that it divides by. */
const epsilon = 1e-7;

interface Weight {
  readonly value: Value;
  /** Of the weights that lead to each unit, with sizes of 1. */
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

/** The values of a weight that obey its constraint, by Keras's arithmetic: norms are over all axes but Keras's last. */
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

/** Scales the weights that lead to each unit so that their norm is what `desired` makes of it. */
function withNorms(g: GraphBuilder, { value, norms }: Weight, desired: (norms: Value) => Value): Value {
  const present = norms();
  const divisor = g.node('Add', [present, g.float(epsilon)]);
  return g.node('Mul', [value, g.node('Div', [desired(present), divisor])]);
}

function clipped(g: GraphBuilder, values: Value, low: number, high: number): Value {
  return g.node('Clip', [values, g.float(low), g.float(high)]);
}
