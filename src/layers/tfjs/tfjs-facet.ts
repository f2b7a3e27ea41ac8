import type { Scalar, serialization, Tensor } from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import type { LayerKind, PlannedLayer } from '../layer';
import type { RegularizerSpec, WeightSpec } from '../weight-spec';

/** Makes the first value of a weight; the part of tfjs-layers' `Initializer` that layers use. */
export interface WeightInitializer extends serialization.Serializable {
  apply(shape: number[]): Tensor;
  fromConfigUsesCustomObjects(): boolean;
}

/** Makes what a weight adds to the loss; the part of tfjs-layers' `Regularizer` that layers use. */
export interface WeightRegularizer extends serialization.Serializable {
  apply(weight: Tensor): Scalar;
}

/** What a layer is built with besides its plan. */
export interface TfjsContext {
  /** Seed of the run: the dropout masks come from it. */
  readonly seed: number;
  /** The initializer of one weight, seeded by the layer's and the weight's names. */
  initializer(layer: string, weight: WeightSpec): WeightInitializer;
  regularizer(spec: RegularizerSpec): WeightRegularizer;
}

/** How a layer is being called. */
export interface TfjsCall {
  readonly training: boolean;
  /** The training step, from 0: the dropout mask is a function of it. Counts by itself outside an engine. */
  readonly step: number;
  /** Place in the step's batch of the first image given, from 0: the others have been given, or will be, in other calls. */
  readonly firstImage: number;
  readonly seed: number;
}

/** The variables of a layer by Keras's name; a weight that the layer does without is missing. */
type TfjsWeights = Readonly<Partial<Record<string, LayerVariable>>>;

/** A primitive kind in tfjs: how it computes, and how a file of the Keras format names it. */
export interface TfjsFacet<K extends LayerKind> {
  /** Keras's class name. */
  className(layer: PlannedLayer<K>): string;
  /** The configuration in tfjs-layers' (camelCase) spelling, name, weights' initializers and inputs aside. */
  config(layer: PlannedLayer<K>): serialization.ConfigDict;
  /** The output for `inputs`, in the order of the plan. Runs inside a tidy; differentiable by inputs and weights. */
  forward(layer: PlannedLayer<K>, inputs: readonly Tensor[], weights: TfjsWeights, call: TfjsCall): Tensor;
  /** The kernels of tfjs that its forward pass and its gradients run. */
  kernels(layer: PlannedLayer<K>): readonly string[];
  /** What tfjs-layers calls weights in its files, by Keras's name; it kept some older names of Keras's. */
  readonly weightNames?: Readonly<Record<string, string>>;
  /** Another class and configuration with which stock tfjs-layers does the same, where it does not with the own ones. */
  stockClass?(layer: PlannedLayer<K>): StockClass | null;
  /** Why stock tfjs-layers does not compute the layer as Keras 3 does; `null` where it does, as by default. */
  beyondStock?(layer: PlannedLayer<K>): string | null;
}

/** A class of stock tfjs-layers, its configuration in camelCase. */
export interface StockClass {
  readonly className: string;
  readonly config: serialization.ConfigDict;
}

/** The kinds that compute something: an input is given. */
export type ComputingKind = Exclude<LayerKind, 'input'>;

/** The only input of a layer that has one; the planner has checked the count. */
export function soleInput(inputs: readonly Tensor[]): Tensor {
  const [x] = inputs;
  if (x === undefined || inputs.length !== 1)
    throw new Error(`expected one input, received ${inputs.length}`);
  return x;
}
