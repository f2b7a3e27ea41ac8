import type { z } from 'zod';

/** An entry of the section `callbacks`, validated by the schema of its type, every default explicit. */
export interface CallbackSpec {
  readonly type: string;
  readonly [option: string]: unknown;
}

/**
 * What the checker knows of a kind of callback. The kind itself, with its behaviour, lives in `train/callbacks/`
 * and reaches the checker through the registry, so that a user's own kind is checked like the others.
 */
export interface CallbackSchema<S extends z.ZodObject = z.ZodObject> {
  readonly type: string;
  /** Its options without `type`; strict, with Keras's defaults. */
  readonly schema: S;
  /** The key that names the log it watches, if it watches one under these options. */
  monitorKey?(options: z.output<S>): string | undefined;
  /** Epochs that pass before it can change anything under these options, and the key to lower when they are too many. */
  idle?(options: z.output<S>): { readonly epochs: number; readonly key: string };
  /** Whether it sets the learning rate: anew in every epoch, or now and then in answer to a log. */
  readonly setsLearningRate?: 'everyEpoch' | 'inAnswer';
  /** The keys that hold paths which it writes, and whether a path is a template over epoch, logs and variables. */
  readonly paths?: Readonly<Record<string, { readonly template: boolean }>>;
}
