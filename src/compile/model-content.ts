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

/** What an optimizer needs, besides the weights and the learning rate, to continue where it stopped. */
interface OptimizerState {
  /** Updates made so far. */
  readonly iterations: number;
  /** The values of the slot with Keras's name `slot`, for a weight; `undefined` means zeros. */
  readSlot(weight: string, slot: string): Promise<Float32Array | undefined>;
}

/** Attributes that make a saved model self-describing: the spec it was built from, and its classes in order. */
export const specAttribute = 'convspec_spec';
export const classesAttribute = 'convspec_classes';

/** The content to write to a model file. */
export interface ModelContent {
  readonly plan: ModelPlan;
  /** The optimizer's current learning rate. Default: the plan's. */
  readonly learningRate?: number;
  /** Every weight of the plan once, in any order. Each is written before the next is requested. */
  readonly weights: AsyncIterable<WeightValues>;
  /** Stored in the formats in which Keras stores it. Each value is written before the next is requested. */
  readonly optimizer?: OptimizerState;
  /** Further texts for the file, such as its spec and its class names. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** The optimizer of a file, as Keras stores it. */
export interface SavedOptimizer {
  readonly iterations: number;
  /** `null` if it follows a schedule. */
  readonly learningRate: number | null;
  /** Shapes of the slots in the order in which Keras creates them. */
  readonly shapes: readonly Shape[];
  /** Yields the slots in the same order, read one at a time. Throws `FileFormatError`. */
  variables(): AsyncGenerator<Float32Array, void>;
}

/** The content of a model file. Everything but the values of weights is read and checked immediately. */
export interface SavedModel {
  readonly path: string;
  /** The network: an object with `class_name` and `config`, otherwise as its writer left it; `null` for files with only weights. */
  readonly config: KerasConfig | null;
  /** Optimizer, loss and metrics as Keras stores them; `null` if the model is not compiled. */
  readonly compileConfig: KerasConfig | null;
  /** Further texts: the Keras version, and {@link ModelContent.attributes}. */
  readonly attributes: Readonly<Record<string, string>>;
  /**
   * Set for files with only the weights of Keras 2, whose layers are in the order of the model: `nested` if it contains
   * nested models, whose layers follow each other.
   */
  readonly order?: 'model' | 'nested' | undefined;
  /** All weights without their values, by layer, those of a layer in Keras's order. */
  readonly weightInfos: readonly Omit<WeightValues, 'values'>[];
  /** Yields the same with their values, read one at a time. Throws `FileFormatError`. */
  weights(): AsyncGenerator<WeightValues, void>;
  /** `null` if the format or the file has none. */
  readonly optimizer: SavedOptimizer | null;
}
