import type { Value } from '../../layers/onnx-facet';
import type { RegularizerSpec } from '../../layers/weight-spec';
import type { GraphBuilder } from './graph-builder';

/** `l1 · Σ|w| + l2 · Σw²`, a scalar. */
export function penalty(g: GraphBuilder, w: Value, { l1, l2 }: RegularizerSpec): Value {
  const ofAbsolutes = g.node('Mul', [sum(g, g.node('Abs', [w])), g.float(l1)]);
  const ofSquares = g.node('Mul', [sum(g, g.node('Mul', [w, w])), g.float(l2)]);
  if (l1 === 0) return ofSquares;
  return l2 === 0 ? ofAbsolutes : g.node('Add', [ofAbsolutes, ofSquares]);
}

/** `l1 · sign(w) + 2 · l2 · w`; the sign of 0 is 0. */
export function penaltyGradient(g: GraphBuilder, w: Value, { l1, l2 }: RegularizerSpec): Value {
  const ofAbsolutes = g.node('Mul', [g.node('Sign', [w]), g.float(l1)]);
  const ofSquares = g.node('Mul', [w, g.float(2 * l2)]);
  if (l1 === 0) return ofSquares;
  return l2 === 0 ? ofAbsolutes : g.node('Add', [ofAbsolutes, ofSquares]);
}

function sum(g: GraphBuilder, values: Value): Value {
  return g.node('ReduceSum', [values], { keepdims: 0 });
}
