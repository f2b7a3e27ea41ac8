import type { z } from 'zod';
import type { CallbackSchema } from '../../../language/callbacks';

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
 * A running callback. Hooks are called in the order of Keras's `Model.fit`; epochs and batches count from 0. Logs have
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
  /** Everything to keep for a resume, as JSON. The callback must write non-finite numbers as strings. */
  state(): Record<string, unknown>;
  /** Restores a saved {@link state} before `onTrainBegin`, which must then not reset it. */
  restore(state: Record<string, unknown>): void;
}

/** The properties of a run from which a callback kind estimates how much it writes. */
export interface PlannedRun {
  /** `training.epochs`. */
  readonly epochs: number;
  /** Training steps in one epoch. */
  readonly batchesPerEpoch: number;
  /** Bytes of one saved model. */
  readonly modelBytes: number;
  /** Weight tensors in the model. */
  readonly weightCount: number;
  /** The spec's variables, for path templates. */
  readonly variables: Readonly<Record<string, string>>;
}

/** `count` times `bytesEach` of `what` is written; `unit` is what `count` counts, in the singular. */
export interface DiskUse {
  /** What is written, in words. */
  readonly what: string;
  /** How many of them. */
  readonly count: number;
  /** What is counted, in the singular. */
  readonly unit: 'epoch' | 'file';
  /** Bytes of each. */
  readonly bytesEach: number;
}

/** A kind of callback: its schema for the checker, and how to create one. */
export interface CallbackKind<S extends z.ZodObject = z.ZodObject> extends CallbackSchema<S> {
  /** Whether it acts after a number of batches, so that a rehearsal must know the number of batches per epoch. */
  countsBatches?(options: z.output<S>): boolean;
  /** What a full run leaves on disk; omitted if that is negligible. */
  diskUse?(options: z.output<S>, run: PlannedRun): readonly DiskUse[];
  /** Makes the callback of one run; `variables` are those of the spec, for path templates. */
  create(options: z.output<S>, variables: Readonly<Record<string, string>>): Callback;
}

/** Infers the options of `create` from the schema. */
export function defineCallback<S extends z.ZodObject>(kind: CallbackKind<S>): CallbackKind<S> {
  return kind;
}

/** Converts a number for the state of a callback, which is saved as JSON: NaN and infinities become strings. */
export function toState(value: number | null): number | string | null {
  return value === null || Number.isFinite(value) ? value : String(value);
}

/** Reads the number under `key`, or `null`. Throws on anything that {@link toState} does not write. */
export function numberOrNull(state: Record<string, unknown>, key: string): number | null {
  const value = state[key];
  if (value === null) return null;
  if (typeof value === 'number') return value;
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  throw new Error(`saved state: expected a number or null in "${key}", received ${JSON.stringify(value)}`);
}

/** Reads the number under `key`. */
export function numberIn(state: Record<string, unknown>, key: string): number {
  const value = numberOrNull(state, key);
  if (value === null) throw new Error(`saved state: expected a number in "${key}", received null`);
  return value;
}

/** Reads the strings under `key`. */
export function textsIn(state: Record<string, unknown>, key: string): string[] {
  const value = state[key];
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string'))
    return [...value];
  throw new Error(`saved state: expected a list of strings in "${key}", received ${JSON.stringify(value)}`);
}
