import type { ModelPlan } from '../../check/model-plan';
import type { Shape } from '../../layers/shapes';
import { sizeOf } from '../../layers/shapes';

/**
 * Images and their classes, one-hot or soft, in row-major typed arrays: `x` is `[size, height, width, channels]`, `y` is
 * `[size, classes]`.
 */
export interface Batch {
  /** Number of images. */
  readonly size: number;
  /** The images, normalized: `[size, height, width, channels]`. */
  readonly x: Float32Array;
  /** The targets: `[size, classes]`. */
  readonly y: Float32Array;
  /**
   * Factor of each image's loss, 1 unless given. As in Keras, the loss of a batch is the sum of the weighted losses over
   * `size`, not over the sum of the weights; metrics are not weighted.
   */
  readonly weights?: Float32Array;
}

/** For each metric (`loss` first) the sum over images and the number of images since the last take. */
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
  /** `<layer>/<weight>`, as Keras writes it: `conv1_conv/kernel`. */
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

/** Everything a training step reads or changes: enough to go on bit-identically. */
export interface EngineSnapshot {
  /** Values of all weights, in the order of `Engine.weights`. */
  readonly weights: readonly Float32Array[];
  /** What the optimizer keeps between steps, by `<weight path>/<slot>`. */
  readonly slots: Readonly<Record<string, Float32Array>>;
  /** The optimizer's current rate. */
  readonly learningRate: number;
  /** Optimizer updates made so far. */
  readonly iterations: number;
  /** What {@link Engine.readMetrics} gave at that moment; nothing counted without it. */
  readonly metrics?: MetricSums;
  /** What the engine has found fastest on its machine; another way to the same result has other last bits. */
  readonly ways?: Readonly<Record<string, string>>;
}

/**
 * Trains, evaluates and predicts one compiled model. Typed arrays in, typed arrays out: the loop, the callbacks,
 * the data and the files never ask which engine runs.
 */
export interface Engine {
  /** Name of the backend that made it. */
  readonly backend: string;
  /** What it runs on, in words. */
  readonly device: string;
  /** Names that {@link takeMetrics} yields, `loss` first. */
  readonly metrics: readonly string[];
  /** All weights in Keras's order (layers in plan order). */
  readonly weights: readonly WeightInfo[];
  /** The optimizer's current rate, rounded to float32 as it is stored. */
  learningRate: number;
  /** Optimizer updates made so far. */
  readonly iterations: number;
  /**
   * One optimizer step. `step` counts from 0 over the whole run and picks the dropout masks. With `accumulate` the batch is
   * worked through in that many parts of equal size (the last may be smaller), so that activations of one part at a
   * time are held; the step is that of the whole batch, batch norm aside, which sees the parts one by one.
   */
  trainBatch(batch: Batch, options: { readonly step: number; readonly accumulate?: number }): Promise<void>;
  /** Adds to the metrics without training. */
  evaluateBatch(batch: Batch): Promise<void>;
  /** Class scores `[size, classes]` for images `x` of `size`. */
  predictBatch(x: Float32Array, size: number): Promise<Float32Array>;
  /**
   * The sums since {@link takeMetrics}. Waits for the device, which nothing else does batch by batch. How often it is
   * called changes nothing about the sums to come, not even in their last bit.
   */
  readMetrics(): Promise<MetricSums>;
  /** As {@link readMetrics}, and starts anew. */
  takeMetrics(): Promise<MetricSums>;
  /** The values of weight `index` of {@link weights}; one at a time, so that a large model is never held twice. */
  readWeight(index: number): Promise<Float32Array>;
  /** Sets the values of weight `index`. Throws a `RangeError` when their number is wrong. */
  writeWeight(index: number, values: Float32Array): Promise<void>;
  /**
   * The running values that the optimizer keeps for weight `index` under Keras's name of them (`momentum`,
   * `velocity`); `undefined` where no step has made any. One at a time, as {@link readWeight}.
   */
  readSlot(index: number, slot: string): Promise<Float32Array | undefined>;
  /** Gives the compiled model the weights as they are now, where the engine trains copies of them. */
  syncModel(): Promise<void>;
  /** Copies everything that {@link restore} needs to continue with the same bits. */
  snapshot(): Promise<EngineSnapshot>;
  /** Continues from a snapshot of the same model. */
  restore(snapshot: EngineSnapshot): Promise<void>;
  /** Frees every tensor that it holds, the model's weights excepted. */
  dispose(): void;
}

/** `size` images of a batch from `first` on; nothing is copied. */
export function batchPart({ size: all, x, y, weights }: Batch, first: number, size: number): Batch {
  const of = (values: Float32Array) => {
    const each = values.length / all;
    return values.subarray(first * each, (first + size) * each);
  };
  return { size, x: of(x), y: of(y), ...(weights ? { weights: of(weights) } : {}) };
}

/**
 * Lets signals, timers and finished reads have their turn. A step on the CPU blocks them, and a loop that awaits only
 * such steps and cached images would never let Ctrl-C through.
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

/** @throws RangeError when values are not as many as a weight has */
export function checkSize({ path, shape }: WeightInfo, { length }: Float32Array): void {
  const size = sizeOf(shape);
  if (length === size) return;
  throw new RangeError(
    `expected ${size} values of shape [${shape.join(', ')}] for "${path}", received ${length}`,
  );
}
