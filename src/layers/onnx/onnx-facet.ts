import type { LayerKind, PlannedLayer } from '../layer';
import type { Shape } from '../shapes';
import type { GradientAlgorithms } from './gradient-algorithms';

/** A value of the graph that is being built, by its name in it. */
export type Value = string;

/** Attributes of a node. A number is an integer, unless ONNX has the attribute of that name as a float. */
export type NodeAttributes = Readonly<Record<string, number | string | readonly number[]>>;

/** The graph that a facet adds its nodes to. Nodes are named after the layer that is being lowered. */
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
  /** A vector of integers: axes, sizes, places. */
  ints(values: readonly number[]): Value;
}

/**
 * A kind in ONNX. Maps are channels first there, `[batch, channels, height, width]`, which is how ONNX convolves; shapes of
 * another rank are as in the plan. What is written in terms of a plan is channels last: see `channels.ts`.
 */
export interface OnnxFacet<K extends LayerKind> {
  /** Where a weight's axes lie in ONNX, by Keras's name of the weight; where they are absent they lie as in Keras. */
  layouts?(layer: PlannedLayer<K>): Readonly<Record<string, WeightLayout>>;
  /** The weights that may come in parts. */
  readonly divisible?: readonly string[];
  /** Adds the nodes of the output for `inputs`. */
  forward(layer: PlannedLayer<K>, inputs: readonly Value[], call: OnnxCall): OnnxForward;
}

/** How a weight of Keras is laid out in ONNX. */
export interface WeightLayout {
  /** For each axis in ONNX the axis of Keras. */
  readonly permutation: readonly number[];
  /** The sizes in ONNX, where they are not the permuted ones: axes next to each other are joined, ones are added. */
  readonly dims?: Shape;
}

export interface OnnxForward {
  readonly output: Value;
  /**
   * Adds the nodes of the gradients by the inputs, from the gradient `dy` by the output; `null` for those that are not
   * {@link OnnxBackward.wanted}. Gradients by weights are given to {@link OnnxBackward.gradient}. Called once at most, after
   * the forward nodes of the whole network.
   */
  backward(dy: Value, back: OnnxBackward): readonly (Value | null)[];
}

/** How a layer is being called. */
export interface OnnxCall {
  readonly graph: NodeBuilder;
  /** By Keras's name, laid out as the facet says; a weight that the layer does without is missing. */
  readonly weights: Readonly<Record<string, readonly WeightPart[]>>;
  readonly training: boolean;
  readonly algorithms: GradientAlgorithms;
  /** A factor for each of the `dims` of each image, drawn anew for each step: 0 with probability `rate`, else `1 / (1 − rate)`. */
  mask(rate: number, dims: Shape): Value;
  /** Sets a weight that no gradient changes, when the step has ended. */
  assign(weight: string, value: Value): void;
}

/** Rows of a weight, of its first axis in ONNX: large ones come in parts that fit into a processor's cache. */
export interface WeightPart {
  readonly value: Value;
  readonly dims: Shape;
  /** The first of its rows. */
  readonly from: number;
}

export interface OnnxBackward {
  /** For each input whether anything before it is trained. */
  readonly wanted: readonly boolean[];
  /** Whether the layer is trained; gradients by its weights are not asked for where it is not. */
  readonly trains: boolean;
  /**
   * Takes the gradient by a part of a weight.
   *
   * @param until made from the weight as well, and not on the way to the layer's inputs: the weight keeps its value so long
   */
  gradient(weight: string, part: WeightPart, gradient: WeightGradient, until?: Value): void;
}

/** A gradient by a weight: as it is, or as the product `leftᵀ · right` that an optimizer may make in one go with its update. */
export type WeightGradient = Value | { readonly left: Value; readonly right: Value };

/** The only input of a layer that has one; the planner has checked the count. */
export function soleValue(inputs: readonly Value[]): Value {
  const [x] = inputs;
  if (x === undefined || inputs.length !== 1)
    throw new Error(`expected one input, received ${inputs.length}`);
  return x;
}

/** A weight that comes in one part; `undefined` where the layer does without it. */
export function wholeWeight({ weights }: OnnxCall, name: string): Value | undefined {
  return weights[name]?.[0]?.value;
}

/** A weight in one part that the layer cannot do without, and that part. */
export function neededWeight({ weights }: OnnxCall, name: string): WeightPart {
  const [part] = weights[name] ?? [];
  if (part === undefined) throw new Error(`the layer needs its weight "${name}"`);
  return part;
}
