import type { ModelPlan } from '../../check/model-plan';
import type { Shape } from '../../layers/shapes';
import { sizeOf } from '../../layers/shapes';

/**
 * Images and their classes (one-hot or soft) in row-major typed arrays: `x` is `[size, height, width, channels]`, `y`
 * is `[size, classes]`.
 */
export interface Batch {
  /** Number of images. */
  readonly size: number;
  /** The images, normalized: `[size, height, width, channels]`. */
  readonly x: Float32Array;
  /** The targets: `[size, classes]`. */
  readonly y: Float32Array;
  /**
   * Factor of each image's loss. Default: 1. As in Keras, the loss of a batch is the sum of the weighted losses divided
   * by `size`, not by the sum of the weights; metrics are not weighted.
   */
  readonly weights?: Float32Array;
}

/** For each metric (`loss` first), the sum over images and the number of images since the last {@link Engine.takeMetrics}. */
export type MetricSums = Readonly<Record<string, MetricSum>>;

/** What one metric adds up to. */
export interface MetricSum {
  /** Sum over the images. */
  readonly sum: number;
  /** Number of images. */
  readonly count: number;
}

/** Describes one weight of a model. */
export interface WeightInfo {
  /** `<layer>/<weight>`, as in Keras: `conv1_conv/kernel`. */
  readonly path: string;
  /** Name of the layer. */
  readonly layer: string;
  /** Keras's name of the weight within the layer: `kernel`, `bias`, `gamma`, …. */
  readonly name: string;
  /** Shape of the array, in Keras's order of axes. */
  readonly shape: Shape;
  /** Whether the optimizer updates it. */
  readonly trainable: boolean;
}

/** Everything a training step reads or changes: enough to continue with bit-identical results. */
export interface EngineSnapshot {
  /** Values of all weights, in the order of `Engine.weights`. */
  readonly weights: readonly Float32Array[];
  /** What the optimizer keeps between steps, by `<weight path>/<slot>`. */
  readonly slots: Readonly<Record<string, Float32Array>>;
  /** The optimizer's current rate. */
  readonly learningRate: number;
  /** Optimizer updates made so far. */
  readonly iterations: number;
  /** The result of {@link Engine.readMetrics} at that moment. Default: nothing counted. */
  readonly metrics?: MetricSums;
  /**
   * The algorithms that the engine measured as fastest on its machine. Other algorithms give the same results except
   * for the last bits.
   */
  readonly algorithms?: Readonly<Record<string, string>>;
}

/**
 * Trains, evaluates and predicts one compiled model. Takes and returns typed arrays: the loop, the callbacks, the data
 * and the files do not depend on which engine runs.
 */
export interface Engine {
  /** Name of the backend that made it. */
  readonly backend: string;
  /** What it runs on, in words. */
  readonly device: string;
  /** Names of the metrics in {@link takeMetrics}, `loss` first. */
  readonly metrics: readonly string[];
  /** All weights in Keras's order (layers in plan order). */
  readonly weights: readonly WeightInfo[];
  /** The optimizer's current learning rate, rounded to float32 as it is stored. */
  learningRate: number;
  /** Optimizer updates made so far. */
  readonly iterations: number;
  /**
   * Makes one optimizer step. `step` counts from 0 over the whole run and determines the dropout masks. The batch is
   * processed in parts of `partSize` images (default: all of them; the last part may be smaller), so that only one
   * part's activations are in memory. The step equals that of the whole batch, except that batch norm uses the
   * statistics of each part.
   */
  trainBatch(batch: Batch, options: { readonly step: number; readonly partSize?: number }): Promise<void>;
  /** Adds a batch to the metrics without training on it. */
  evaluateBatch(batch: Batch): Promise<void>;
  /** Class scores `[size, classes]` for images `x` of `size`. */
  predictBatch(x: Float32Array, size: number): Promise<Float32Array>;
  /**
   * Returns the sums since {@link takeMetrics}. Waits for the device; no other method does so for every batch. Calling
   * it does not change later sums, not even their last bits.
   */
  readMetrics(): Promise<MetricSums>;
  /** Like {@link readMetrics}, and resets the sums. */
  takeMetrics(): Promise<MetricSums>;
  /**
   * Returns the values of weight `index` of {@link weights}. One weight at a time, so that a large model is never in
   * memory twice.
   */
  readWeight(index: number): Promise<Float32Array>;
  /** Sets the values of weight `index`. Throws a `RangeError` when their number is wrong. */
  writeWeight(index: number, values: Float32Array): Promise<void>;
  /**
   * Returns the optimizer slot of weight `index` with Keras's name `slot` (`momentum`, `velocity`), or `undefined` if
   * no step has created it. One at a time, like {@link readWeight}.
   */
  readSlot(index: number, slot: string): Promise<Float32Array | undefined>;
  /** Copies the current weights to the compiled model, if the engine trains copies of them. */
  syncModel(): Promise<void>;
  /** Copies everything that {@link restore} needs to continue with the same bits. */
  snapshot(): Promise<EngineSnapshot>;
  /** Continues from a snapshot of the same model. */
  restore(snapshot: EngineSnapshot): Promise<void>;
  /** Frees all of its tensors except the model's weights. */
  dispose(): void;
}

/** A view of `size` images of a batch, starting at `first`. */
export function batchPart({ size: all, x, y, weights }: Batch, first: number, size: number): Batch {
  const of = (values: Float32Array) => {
    const each = values.length / all;
    return values.subarray(first * each, (first + size) * each);
  };
  return { size, x: of(x), y: of(y), ...(weights ? { weights: of(weights) } : {}) };
}

/**
 * Yields to signals, timers and finished reads. A step on the CPU blocks them, and a loop that awaits only such steps
 * and cached images would never react to Ctrl-C.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve);
  });
}

/** The weights of a plan in Keras's order. */
export function weightInfos({ layers }: ModelPlan): WeightInfo[] {
  return layers.flatMap((layer) =>
    layer.weights.map(({ name, shape, trainable }) => ({
      path: `${layer.name}/${name}`,
      layer: layer.name,
      name,
      shape,
      trainable,
    })),
  );
}

/** @throws RangeError if the number of values is not that of the weight */
export function checkSize({ path, shape }: WeightInfo, { length }: Float32Array): void {
  const size = sizeOf(shape);
  if (length === size) return;
  throw new RangeError(
    `expected ${size} values of shape [${shape.join(', ')}] for "${path}", received ${length}`,
  );
}
