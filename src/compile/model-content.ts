import type { ModelPlan } from '../check/model-plan';
import type { KerasConfig } from '../layers/keras/keras-object';
import type { Shape } from '../layers/shapes';

/** One weight of a model with its values, row-major. */
export interface WeightValues {
  /** `<layer>/<weight>`: `conv1_conv/kernel`. */
  readonly path: string;
  readonly layer: string;
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array;
}

/** What an optimizer needs, besides the weights and the learning rate, to go on where it was. */
interface OptimizerState {
  /** Updates made so far. */
  readonly iterations: number;
  /** The running values of a weight under Keras's name of them; `undefined` stands for zeros. */
  readSlot(weight: string, slot: string): Promise<Float32Array | undefined>;
}

/** Attributes of a saved model that make it self-describing: the spec it came from, and its classes in order. */
export const specAttribute = 'convspec_spec';
export const classesAttribute = 'convspec_classes';

/** What a model file is written from. */
export interface ModelContent {
  readonly plan: ModelPlan;
  /** The optimizer's current one; the plan's unless given. */
  readonly learningRate?: number;
  /** Every weight of the plan once, in any order. Each is written before the next is asked for. */
  readonly weights: AsyncIterable<WeightValues>;
  /** Kept by the formats in which Keras keeps it; each value is written before the next is asked for. */
  readonly optimizer?: OptimizerState;
  /** Further texts in the file: its spec, its class names. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** The optimizer of a file as Keras keeps it. */
export interface SavedOptimizer {
  readonly iterations: number;
  readonly learningRate: number;
  /** Shapes of the running values in the order in which Keras makes them. */
  readonly shapes: readonly Shape[];
  /** The running values in the same order, read one at a time. Throws `FileFormatError`. */
  variables(): AsyncGenerator<Float32Array, void>;
}

/** What a model file holds. Everything but the values of weights is read and checked at once. */
export interface SavedModel {
  readonly path: string;
  /** The network: an object with `class_name` and `config`, otherwise as whoever wrote it; `null` in files of weights alone. */
  readonly config: KerasConfig | null;
  /** Optimizer, loss and metrics as Keras keeps them; `null` when the model is not compiled. */
  readonly compileConfig: KerasConfig | null;
  /** Further texts: the version of Keras, and what {@link ModelContent.attributes} gave. */
  readonly attributes: Readonly<Record<string, string>>;
  /** All weights without their values, layer by layer, those of a layer in Keras's order. */
  readonly weightInfos: readonly Omit<WeightValues, 'values'>[];
  /** The same with their values, which are read one at a time. Throws `FileFormatError`. */
  weights(): AsyncGenerator<WeightValues, void>;
  /** `null` where the format or the file has none. */
  readonly optimizer: SavedOptimizer | null;
}
