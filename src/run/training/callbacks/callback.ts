import type { z } from 'zod';
import type { CallbackSchema } from '../../../language/callbacks';

/** Numbers by name, as Keras hands them to callbacks: `loss`, `accuracy`, `val_loss`, `val_accuracy`, `learning_rate`. */
export type Logs = Record<string, number>;

/**
 * What a callback may do to the run. Training gives the real thing; a rehearsal gives one without a model.
 * Paths are relative to the run folder, templates already filled in.
 */
export interface TrainingControl {
  /** Reads and sets the optimizer's rate; a set value is stored as float32. */
  learningRate: number;
  /** Optimizer steps made so far in the whole run. */
  readonly step: number;
  /** `training.epochs`. */
  readonly epochs: number;
  /** Batches in one epoch. */
  readonly batchesPerEpoch: number;
  /** Asks the loop to end after the current epoch (or batch, when called from `onBatchEnd`). */
  stop(reason: string): void;
  /** Tells the user what the callback did, in one sentence. */
  say(message: string): void;
  /** Warns the user, in one sentence. */
  warn(message: string): void;
  /** Whether a larger value of the log is better, from its name; `undefined` when unknown. */
  direction(log: string): 'min' | 'max' | undefined;
  /** Keeps a copy of all weights in memory (the former copy is dropped) and puts it back. */
  keepWeights(): Promise<void>;
  /** Puts back the weights that {@link keepWeights} copied. */
  restoreKeptWeights(): Promise<void>;
  /** Writes the model atomically; the path's extension names the format. Reports it as a written file. */
  saveModel(path: string): Promise<void>;
  /** Removes a file that this run wrote. */
  removeFile(path: string): Promise<void>;
  /** Replaces a small text file atomically, or appends to it. Reports it as written when new. */
  writeText(path: string, text: string): Promise<void>;
  /** Appends text to a file in the run folder, creating it if needed. */
  appendText(path: string, text: string): Promise<void>;
  /** The text of a file in the run folder; `undefined` when there is none. */
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
  /** Seconds since 1970, as the injected clock has it. */
  now(): number;
}

/**
 * One running callback. Hooks are called in the order of Keras's `Model.fit`; epochs and batches count from 0.
 * Logs arrive with their keys sorted; a hook may add to them for the callbacks after it.
 */
export interface Callback {
  /** Called once before the first epoch, after a resume too. */
  onTrainBegin?(control: TrainingControl): Promise<void> | void;
  /** Called before each epoch. */
  onEpochBegin?(epoch: number, control: TrainingControl): Promise<void> | void;
  /** `logs` are the running means of the epoch so far. Costs a read-back: only called where the callback has it. */
  onBatchEnd?(batch: number, logs: Logs, control: TrainingControl): Promise<void> | void;
  /** Called after each epoch and its validation, with the logs of both. */
  onEpochEnd?(epoch: number, logs: Logs, control: TrainingControl): Promise<void> | void;
  /** Called once after the last epoch, stopped early or not. */
  onTrainEnd?(control: TrainingControl): Promise<void> | void;
  /** Everything it must remember across a resume, as JSON (non-finite numbers as strings are the callback's business). */
  state(): Record<string, unknown>;
  /** Takes a saved {@link state}, before `onTrainBegin`, which then goes on instead of starting anew. */
  restore(state: Record<string, unknown>): void;
}

/** What a callback kind may ask about a run to foretell how much it writes. */
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

/** `count` times `bytesEach`, named by what is written; `unit` is what is counted, in the singular. */
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

/** A kind of callback: what the checker knows of it, and how one is made. */
export interface CallbackKind<S extends z.ZodObject = z.ZodObject> extends CallbackSchema<S> {
  /** Whether it does something every so many batches, so that a rehearsal has to know how many an epoch has. */
  countsBatches?(options: z.output<S>): boolean;
  /** What a full run will have left on disk at its end; nothing worth naming without it. */
  diskUse?(options: z.output<S>, run: PlannedRun): readonly DiskUse[];
  /** Makes the callback of one run; `variables` are those of the spec, for path templates. */
  create(options: z.output<S>, variables: Readonly<Record<string, string>>): Callback;
}

/** Ties the options of `create` to the schema. */
export function defineCallback<S extends z.ZodObject>(kind: CallbackKind<S>): CallbackKind<S> {
  return kind;
}

/** A number as JSON can hold it: what callbacks remember is saved as JSON, where NaN and infinities become strings. */
export function toState(value: number | null): number | string | null {
  return value === null || Number.isFinite(value) ? value : String(value);
}

/** The number under `key`, or `null`. Throws on anything that {@link toState} does not write. */
export function numberOrNull(state: Record<string, unknown>, key: string): number | null {
  const value = state[key];
  if (value === null) return null;
  if (typeof value === 'number') return value;
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  throw new Error(`saved state: expected a number or null in "${key}", received ${JSON.stringify(value)}`);
}

/** The number under `key`. */
export function numberIn(state: Record<string, unknown>, key: string): number {
  const value = numberOrNull(state, key);
  if (value === null) throw new Error(`saved state: expected a number in "${key}", received null`);
  return value;
}

/** The texts under `key`. */
export function textsIn(state: Record<string, unknown>, key: string): string[] {
  const value = state[key];
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string'))
    return [...value];
  throw new Error(`saved state: expected a list of texts in "${key}", received ${JSON.stringify(value)}`);
}
