import type { NodeAttributes, Value } from '../../layers/onnx/onnx-facet';
import { elementTypes } from './encoding/model';
import type { GraphBuilder } from './graph-builder';

/** A value of the graph, or a number. */
export type Term = Value | number;

/** Formulas over float64 values as nodes of a graph. A scalar combines with a tensor as in NumPy. */
export class Formulas {
  constructor(readonly graph: GraphBuilder) {}

  add = (left: Term, right: Term) => this.node('Add', [left, right]);
  subtract = (left: Term, right: Term) => this.node('Sub', [left, right]);
  times = (left: Term, right: Term) => this.node('Mul', [left, right]);
  over = (left: Term, right: Term) => this.node('Div', [left, right]);
  min = (left: Term, right: Term) => this.node('Min', [left, right]);
  max = (left: Term, right: Term) => this.node('Max', [left, right]);
  floor = (term: Term) => this.node('Floor', [term]);
  ceil = (term: Term) => this.node('Ceil', [term]);
  /** Rounds to the nearest integer; halves to the even one, like C's `rint`. */
  rint = (term: Term) => this.node('Round', [term]);
  sin = (term: Term) => this.node('Sin', [term]);
  equal = (left: Term, right: Term) => this.node('Equal', [left, right]);
  less = (left: Term, right: Term) => this.node('Less', [left, right]);
  atMost = (left: Term, right: Term) => this.node('LessOrEqual', [left, right]);
  and = (left: Value, right: Value) => this.node('And', [left, right]);
  or = (left: Value, right: Value) => this.node('Or', [left, right]);
  not = (value: Value) => this.node('Not', [value]);
  where = (condition: Value, then: Term, otherwise: Term) => this.node('Where', [condition, then, otherwise]);

  /** Rounds toward 0, like a conversion to an integer in C. */
  truncate = (term: Term) => this.double(this.integer(term));
  integer = (term: Term) => this.node('Cast', [term], { to: elementTypes.int64 });
  double = (value: Value) => this.node('Cast', [value], { to: elementTypes.float64 });
  float = (value: Value) => this.node('Cast', [value], { to: elementTypes.float32 });

  clip = (term: Term, low: Term, high: Term) => this.min(this.max(term, low), high);
  halfUp = (term: Term) => this.floor(this.add(term, 0.5));

  /** The vector 0, 1, …, `count` − 1. */
  range = (count: Term) => this.node('Range', [0, count, 1]);
  asRow = (vector: Value) => this.graph.node('Reshape', [vector, this.graph.ints([1, -1])]);
  asColumn = (vector: Value) => this.graph.node('Reshape', [vector, this.graph.ints([-1, 1])]);
  flat = (value: Value) => this.graph.node('Reshape', [value, this.graph.ints([-1])]);

  node(operator: string, terms: readonly Term[], attributes: NodeAttributes = {}): Value {
    const inputs = terms.map((term) => (typeof term === 'number' ? this.graph.double(term) : term));
    return this.graph.node(operator, inputs, attributes);
  }
}
