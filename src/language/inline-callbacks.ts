import type { z } from 'zod';
import type { SpecSource } from '../base/source/read-source';

/** Logs by name, as Keras passes them to callbacks: `loss`, `accuracy`, `val_loss`, `val_accuracy`, `learning_rate`. */
export type Logs = Record<string, number>;

/**
 * A callback's access to the run; in a rehearsal, there is no model behind it. Paths are relative to the run folder, with
 * templates already filled in.
 */
export interface TrainingControl {
  /** The optimizer's learning rate; stored as float32. */
  learningRate: number;
  /** Optimizer steps so far in the whole run. */
  readonly step: number;
  /** `training.epochs`. */
  readonly epochs: number;
  /** Batches per epoch. */
  readonly batchesPerEpoch: number;
  /** Stops the run after the current epoch (or batch, if called from `onBatchEnd`). */
  stop(reason: string): void;
  /** Reports to the user what the callback did, in one sentence. */
  say(message: string): void;
  /** Warns the user, in one sentence. */
  warn(message: string): void;
  /** Whether a smaller or larger value of the log is better, from its name; `undefined` if unknown. */
  direction(log: string): 'min' | 'max' | undefined;
  /** Keeps a copy of all weights in memory, replacing an earlier copy; `restoreKeptWeights` restores it. */
  keepWeights(): Promise<void>;
  /** Puts back the weights that {@link keepWeights} copied. */
  restoreKeptWeights(): Promise<void>;
  /** Writes the model atomically, in the format given by the path's extension, and reports it as a written file. */
  saveModel(path: string): Promise<void>;
  /** Removes a file written by this run. */
  removeFile(path: string): Promise<void>;
  /** Replaces a small text file atomically; `appendText` appends to one. Both report a new file as written. */
  writeText(path: string, text: string): Promise<void>;
  /** Appends text to a file in the run folder, creating it if needed. */
  appendText(path: string, text: string): Promise<void>;
  /** The text of a file in the run folder; `undefined` if it does not exist. */
  readText(path: string): Promise<string | undefined>;
  /** Appends bytes to a file in the run folder, creating it if needed. */
  appendBytes(path: string, bytes: Uint8Array): Promise<void>;
  /** All weights in Keras's order, one at a time. */
  weights(): AsyncIterable<{
    /** `<layer>/<weight>`. */
    readonly path: string;
    /** In row-major order. */
    readonly values: Float32Array;
  }>;
  /** The model's Keras configuration as JSON text. */
  modelConfig(): string;
  /** Seconds since 1970, from the injected clock. */
  now(): number;
}

/**
 * A running callback; every member is optional. Hooks are called in the order of Keras's `Model.fit`; epochs and batches count from 0. Logs have
 * sorted keys; a hook may add logs for the callbacks after it.
 */
export interface Callback {
  /** Called once before the first epoch, after a resume too. */
  onTrainBegin?(control: TrainingControl): Promise<void> | void;
  /** Called before each epoch. */
  onEpochBegin?(epoch: number, control: TrainingControl): Promise<void> | void;
  /** `logs` are the means of the epoch so far. Defining this hook makes every batch read the metrics back from the device. */
  onBatchEnd?(batch: number, logs: Logs, control: TrainingControl): Promise<void> | void;
  /** Called after each epoch and its validation, with the logs of both. */
  onEpochEnd?(epoch: number, logs: Logs, control: TrainingControl): Promise<void> | void;
  /** Called once after the last epoch, stopped early or not. */
  onTrainEnd?(control: TrainingControl): Promise<void> | void;
  /** Everything to keep for a resume, as JSON (default: nothing). Write non-finite numbers as strings. */
  state?(): Record<string, unknown>;
  /** Restores a saved {@link state} before `onTrainBegin`, which must then not reset it (default: restores nothing). */
  restore?(state: Record<string, unknown>): void;
}

/**
 * A callback that a program passes as an object: one with hooks, or a kind from `defineCallback` whose options all have
 * defaults, which creates a callback for each run.
 */
export type InlineCallback =
  | Callback
  | {
      /** Its name in messages. */
      readonly type: string;
      /** Its options. */
      readonly schema: z.ZodObject;
      /** Makes the callback of one run. */
      create(options: Record<string, unknown>, variables: Readonly<Record<string, string>>): Callback;
    };

const hooks = ['onTrainBegin', 'onEpochBegin', 'onBatchEnd', 'onEpochEnd', 'onTrainEnd', 'create'] as const;

/** Whether a value is a callback as an object, not an entry of a spec. */
export function isInlineCallback(value: unknown): value is InlineCallback {
  return (
    typeof value === 'object' &&
    value !== null &&
    hooks.some((hook) => hook in value && typeof (value as Record<string, unknown>)[hook] === 'function')
  );
}

/**
 * Separates the callbacks that a spec object contains as objects from the spec itself, which is written as text. Other
 * sources have none.
 */
export function separateCallbacks(source: SpecSource): {
  readonly source: SpecSource;
  readonly inline: readonly InlineCallback[];
} {
  if (typeof source !== 'object' || !('callbacks' in source) || !Array.isArray(source.callbacks))
    return { source, inline: [] };
  const callbacks: readonly unknown[] = source.callbacks;
  const inline = callbacks.filter(isInlineCallback);
  if (inline.length === 0) return { source, inline };
  return { source: { ...source, callbacks: callbacks.filter((entry) => !isInlineCallback(entry)) }, inline };
}
