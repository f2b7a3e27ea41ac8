import type { LayerKind, PlannedLayer } from '../layer';
import type { Shape } from '../shapes';
import type { GradientAlgorithms } from './gradient-algorithms';

/** The name of a value in the graph being built. */
export type Value = string;

/** Attributes of a node. A number is an integer, unless ONNX defines the attribute of that name as a float. */
export type NodeAttributes = Readonly<Record<string, number | string | readonly number[]>>;

/** The graph that a facet adds its nodes to. Nodes are named after the layer being lowered. */
export interface NodeBuilder {
  /** A node with one output. */
  node(operator: string, inputs: readonly Value[], attributes?: NodeAttributes): Value;
  /** A node with `count` outputs. */
  split(
    operator: string,
    inputs: readonly Value[],
    attributes: NodeAttributes,
    count: number,
  ): readonly Value[];
  /** A scalar. */
  float(value: number): Value;
  floats(values: readonly number[] | Float32Array, dims: readonly number[]): Value;
  /** A vector of integers: axes, sizes, indices. */
  ints(values: readonly number[]): Value;
}

/**
 * A kind in ONNX. Feature maps are channels first, `[batch, channels, height, width]`, as ONNX's convolutions
 * require; shapes of another rank are as in the plan. Shapes of the plan are channels last: see `channels.ts`.
 */
export interface OnnxFacet<K extends LayerKind> {
  /** The layout of weights in ONNX, by Keras's name of the weight. Default: as in Keras. */
  layouts?(layer: PlannedLayer<K>): Readonly<Record<string, WeightLayout>>;
  /** The weights that may be split into parts. Default: none. */
  readonly divisible?: readonly string[];
  /** Adds the nodes that compute the output from `inputs`. */
  forward(layer: PlannedLayer<K>, inputs: readonly Value[], call: OnnxCall): OnnxForward;
}

/** How a Keras weight is laid out in ONNX. */
export interface WeightLayout {
  /** For each axis in ONNX, the axis in Keras. */
  readonly permutation: readonly number[];
  /** The sizes in ONNX, if they differ from the permuted ones because axes are joined or sizes of 1 are added. */
  readonly dims?: Shape;
}

export interface OnnxForward {
  readonly output: Value;
  /**
   * Adds the nodes of the input gradients, from the output gradient `dy`. Returns `null` for inputs that are not
   * {@link OnnxBackward.wanted}. Weight gradients go to {@link OnnxBackward.gradient}. Called at most once, after the
   * forward nodes of the whole network.
   */
  backward(dy: Value, back: OnnxBackward): readonly (Value | null)[];
}

/** The context in which a layer is lowered. */
export interface OnnxCall {
  readonly graph: NodeBuilder;
  /** The parts of each weight, by Keras's name and in the facet's layout. Weights that the layer doesn't have are missing. */
  readonly weights: Readonly<Record<string, readonly WeightPart[]>>;
  readonly training: boolean;
  readonly algorithms: GradientAlgorithms;
  /** Factors of shape `dims` for each image, drawn for every step: 0 with probability `rate`, otherwise `1 / (1 − rate)`. */
  mask(rate: number, dims: Shape): Value;
  /** Sets a weight that has no gradient (such as moving statistics) at the end of the step. */
  assign(weight: string, value: Value): void;
}

/** Consecutive rows of a weight (its first axis in ONNX). Large weights are split into parts that fit into the CPU's cache. */
export interface WeightPart {
  readonly value: Value;
  readonly dims: Shape;
  /** Index of its first row. */
  readonly from: number;
}

export interface OnnxBackward {
  /** For each input, whether anything before it is trained. */
  readonly wanted: readonly boolean[];
  /** Whether the layer is trained. If not, its weight gradients are not needed. */
  readonly trains: boolean;
  /**
   * Records the gradient with respect to a part of a weight.
   *
   * @param until another value computed from the weight that the gradient doesn't depend on; the weight is updated
   * after it
   */
  gradient(weight: string, part: WeightPart, gradient: WeightGradient, until?: Value): void;
}

/** A weight gradient: a value, or the factors of a product `leftᵀ · right` that the optimizer can fuse with its update. */
export type WeightGradient = Value | { readonly left: Value; readonly right: Value };

/** The only input of a layer that has one; the planner has checked the count. */
export function soleValue(inputs: readonly Value[]): Value {
  const [x] = inputs;
  if (x === undefined || inputs.length !== 1)
    throw new Error(`expected one input, received ${inputs.length}`);
  return x;
}

/** A weight that is in one part; `undefined` if the layer doesn't have it. */
export function wholeWeight({ weights }: OnnxCall, name: string): Value | undefined {
  return weights[name]?.[0]?.value;
}

/** The part of a required weight that is in one part. */
export function neededWeight({ weights }: OnnxCall, name: string): WeightPart {
  const [part] = weights[name] ?? [];
  if (part === undefined) throw new Error(`the layer needs its weight "${name}"`);
  return part;
}
