import type { Scalar, serialization, Tensor } from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import type { LayerKind, PlannedLayer } from '../layer';
import type { RegularizerSpec, WeightSpec } from '../weight-spec';

/** Creates the initial value of a weight. The part of tfjs-layers' `Initializer` that layers use. */
export interface WeightInitializer extends serialization.Serializable {
  apply(shape: number[]): Tensor;
  fromConfigUsesCustomObjects(): boolean;
}

/** Computes what a weight adds to the loss. The part of tfjs-layers' `Regularizer` that layers use. */
export interface WeightRegularizer extends serialization.Serializable {
  apply(weight: Tensor): Scalar;
}

/** What a layer needs to be built, besides its plan. */
export interface TfjsContext {
  /** The run's seed, which determines the dropout masks. */
  readonly seed: number;
  /** The initializer of one weight, seeded by the names of the layer and the weight. */
  initializer(layer: string, weight: WeightSpec): WeightInitializer;
  regularizer(spec: RegularizerSpec): WeightRegularizer;
}

/** Arguments of a layer's call. */
export interface TfjsCall {
  readonly training: boolean;
  /** The training step, from 0; determines the dropout mask. Outside an engine, calls are counted automatically. */
  readonly step: number;
  /** Position of this call's first image in the step's batch, from 0. The rest of the batch is passed in other calls. */
  readonly firstImage: number;
  readonly seed: number;
}

/** The variables of a layer by Keras's name. Weights that the layer doesn't have are missing. */
type TfjsWeights = Readonly<Partial<Record<string, LayerVariable>>>;

/** A primitive kind in tfjs: how it is computed, and how tfjs model files name it. */
export interface TfjsFacet<K extends LayerKind> {
  /** Keras's class name. */
  className(layer: PlannedLayer<K>): string;
  /** The configuration in tfjs-layers' spelling (camelCase), without name, initializers and inputs. */
  config(layer: PlannedLayer<K>): serialization.ConfigDict;
  /**
   * Computes the output for `inputs`, given in the plan's order. Runs inside a tidy; differentiable with respect to
   * inputs and weights.
   */
  forward(layer: PlannedLayer<K>, inputs: readonly Tensor[], weights: TfjsWeights, call: TfjsCall): Tensor;
  /** The tfjs kernels that its forward pass and gradients run. */
  kernels(layer: PlannedLayer<K>): readonly string[];
  /** tfjs-layers' names of weights in files, by Keras's name, where they differ: some are older Keras names. */
  readonly weightNames?: Readonly<Record<string, string>>;
  /** Another class and configuration that make stock tfjs-layers compute the same, if its class of this name cannot. */
  stockClass?(layer: PlannedLayer<K>): StockClass | null;
  /** Why stock tfjs-layers does not compute the layer as Keras 3 does; `null` if it does. Default: `null`. */
  beyondStock?(layer: PlannedLayer<K>): string | null;
}

/** A class of stock tfjs-layers, with its configuration in camelCase. */
export interface StockClass {
  readonly className: string;
  readonly config: serialization.ConfigDict;
}

/** The kinds that compute something: all but the input. */
export type ComputingKind = Exclude<LayerKind, 'input'>;

/** The only input of a layer that has one; the planner has checked the count. */
export function soleInput(inputs: readonly Tensor[]): Tensor {
  const [x] = inputs;
  if (x === undefined || inputs.length !== 1)
    throw new Error(`expected one input, received ${inputs.length}`);
  return x;
}
