import type { NodeAttributes } from '../../../layers/onnx/onnx-facet';

/** Element types of tensors, with their numbers in ONNX's `TensorProto.DataType`. */
export const elementTypes = { float32: 1, uint8: 2, int64: 7, float64: 11 } as const;
export type ElementType = keyof typeof elementTypes;

/** The values of a tensor, in an array of its element type. */
export type OnnxValues = Float32Array | Float64Array | BigInt64Array | Uint8Array;

/** Sizes of a tensor; a string names a size that is known only when the graph runs. */
export type Dims = readonly (number | string)[];

export interface OnnxNode {
  readonly name: string;
  readonly operator: string;
  /** Names of values; an empty name omits an optional input. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: NodeAttributes;
}

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: OnnxValues;
}

export interface OnnxValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: Dims;
  /** Whether it is a sequence of such tensors. Default: false. */
  readonly sequence?: true;
}

/** A graph in topological order: each node comes after the nodes whose outputs it uses. */
export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
}

export interface OnnxModel {
  readonly graph: OnnxGraph;
  /** Texts for users of the model. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The version of ONNX's operators that graphs use: the first with `Col2Im` and with `Split` by number of parts. */
export const opset = 18;
