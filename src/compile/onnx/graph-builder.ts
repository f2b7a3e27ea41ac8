import type { NodeAttributes, NodeBuilder, Value } from '../../layers/onnx/onnx-facet';
import type { Dims, ElementType, OnnxGraph, OnnxNode, OnnxTensor, OnnxValueInfo } from './encoding/model';

/** The name of the batch size, the first size of everything that exists per image. */
export const batchDim = 'batch';

/** Builds an ONNX graph node by node. Nodes are named after the place that adds them: `conv1_conv/forward/Conv`. */
export class GraphBuilder implements NodeBuilder {
  private readonly nodes: OnnxNode[] = [];
  private readonly initializers = new Map<string, OnnxTensor>();
  private readonly inputs: OnnxValueInfo[] = [];
  private readonly outputs = new Map<Value, OnnxValueInfo>();
  private readonly names = new Map<string, number>();
  private place = '';

  constructor(private readonly name: string) {}

  /** Uses `place` in the names of the nodes that `work` adds. */
  at<T>(place: string, work: () => T): T {
    const former = this.place;
    this.place = place;
    try {
      return work();
    } finally {
      this.place = former;
    }
  }

  /** A node with one output. */
  node(operator: string, inputs: readonly Value[], attributes: NodeAttributes = {}): Value {
    return this.split(operator, inputs, attributes, 1)[0] as Value;
  }

  /** A node with `count` outputs. */
  split(
    operator: string,
    inputs: readonly Value[],
    attributes: NodeAttributes,
    count: number,
  ): readonly Value[] {
    const name = this.unused(`${this.place}/${operator}`);
    const outputs = Array.from({ length: count }, (_, i) => (count === 1 ? name : `${name}:${i}`));
    this.nodes.push({ name, operator, inputs, outputs, attributes });
    return outputs;
  }

  /** A scalar. */
  float(value: number): Value {
    return this.floats([value], []);
  }

  floats(values: readonly number[] | Float32Array, dims: readonly number[]): Value {
    const floats = Float32Array.from(values);
    // Compares bits, because the text of -0 and NaN is ambiguous; comparing large tables is not worth the time.
    const key =
      floats.length > 64
        ? this.unused('table')
        : `float[${dims}]:${new Uint32Array(floats.buffer).join(',')}`;
    return this.constant(key, dims, floats);
  }

  /** A vector of integers: axes, sizes, indices. */
  ints(values: readonly number[]): Value {
    return this.constant(`int:${values.join(',')}`, [values.length], BigInt64Array.from(values, BigInt));
  }

  /** A scalar of type float64. */
  double(value: number): Value {
    return this.constant(`double:${value}`, [], Float64Array.of(value));
  }

  /** A scalar of type uint8. */
  byte(value: number): Value {
    return this.constant(`byte:${value}`, [], Uint8Array.of(value));
  }

  /** A tensor that is part of the graph, under its own name. */
  tensor(name: string, dims: readonly number[], values: Float32Array): Value {
    this.initializers.set(name, { name, dims, values });
    return name;
  }

  input(name: string, dims: Dims, type: ElementType = 'float32'): Value {
    this.inputs.push({ name, dims, type });
    return name;
  }

  /** Makes `value` an output under the name `name`. */
  output(name: string, value: Value, dims: Dims): void {
    const isMade = this.nodes.some(({ outputs }) => outputs.includes(value));
    const made =
      isMade && !this.outputs.has(value) ? value : this.at(name, () => this.node('Identity', [value]));
    this.outputs.set(made, { name, dims, type: 'float32' });
  }

  /** Returns the graph without the nodes that no output needs. */
  finish(): OnnxGraph {
    const needed = new Set<Value>(this.outputs.keys());
    const nodes: OnnxNode[] = [];
    for (const node of [...this.nodes].reverse()) {
      if (!node.outputs.some((output) => needed.has(output))) continue;
      for (const input of node.inputs) needed.add(input);
      nodes.unshift(node);
    }
    const renamed = (value: Value) => this.outputs.get(value)?.name ?? value;
    return {
      name: this.name,
      nodes: nodes.map((node) => ({
        ...node,
        inputs: node.inputs.map(renamed),
        outputs: node.outputs.map(renamed),
      })),
      initializers: [...this.initializers.values()].filter(({ name }) => needed.has(name)),
      inputs: this.inputs.filter(({ name }) => needed.has(name)),
      outputs: [...this.outputs.values()],
    };
  }

  private constant(key: string, dims: readonly number[], values: OnnxTensor['values']): Value {
    const known = this.initializers.get(key);
    if (!known) this.initializers.set(key, { name: key, dims, values });
    return key;
  }

  private unused(name: string): string {
    const count = this.names.get(name) ?? 0;
    this.names.set(name, count + 1);
    return count === 0 ? name : `${name}_${count + 1}`;
  }
}
