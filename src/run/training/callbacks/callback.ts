import { z } from 'zod';
import type { CallbackSchema } from '../../../language/callbacks';
import type { Callback } from '../../../language/inline-callbacks';

export type { Callback, Logs, TrainingControl } from '../../../language/inline-callbacks';

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

/** The schema of a callback without options. */
export type NoOptions = z.ZodObject<Record<never, never>>;

/**
 * Defines a kind of callback and infers the options of `create` from its schema. Without a schema, it has no options.
 *
 * @example
 * const logEpochs = defineCallback({
 *   type: 'logEpochs',
 *   create: () => ({ onEpochEnd: (epoch, logs) => console.log(epoch + 1, logs.loss) }),
 * });
 */
export function defineCallback<S extends z.ZodObject>(kind: CallbackKind<S>): CallbackKind<S>;
export function defineCallback(kind: Omit<CallbackKind<NoOptions>, 'schema'>): CallbackKind<NoOptions>;
export function defineCallback(kind: CallbackKind | Omit<CallbackKind<NoOptions>, 'schema'>): CallbackKind {
  return 'schema' in kind ? kind : { ...kind, schema: z.strictObject({}) };
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
