import type { Logs } from '../training/callbacks/callback';

/** One epoch of a rehearsal, as in a real run. */
export interface RehearsedEpoch {
  /** From 1. */
  readonly epoch: number;
  /** As recorded. */
  readonly logs: Readonly<Logs>;
  /** The optimizer's learning rate (float32) after all callbacks have run at the end of the epoch. */
  readonly learningRate: number;
  /** Models written, relative to the run folder. */
  readonly saved: readonly string[];
  /** Files removed. */
  readonly removed: readonly string[];
  /** Messages of the callbacks; those at the end of training are in the last epoch. */
  readonly messages: readonly string[];
  /** Whether training stops early after this epoch, and why. */
  readonly stop: boolean;
  readonly reason: string | null;
  /** The callbacks in the order of the spec, each with the state it would save; epochs in states count from 0. */
  readonly callbacks: readonly ({ readonly type: string } & Readonly<Record<string, unknown>>)[];
}

/** What the callbacks of a run do on recorded logs. The run ends with the logs. */
export interface Rehearsal {
  /** Name of the spec. */
  readonly name: string;
  /** The source of the logs, and their number of epochs. */
  readonly log: string;
  readonly loggedEpochs: number;
  /** `training.epochs`. */
  readonly plannedEpochs: number;
  readonly initialLearningRate: number;
  readonly epochs: readonly RehearsedEpoch[];
  /** The epoch after which training stops early, from 1, and why; `null` if it does not within the logs. */
  readonly stoppedEpoch: number | null;
  readonly reason: string | null;
  /** Why the run fails in the epoch after the last of `epochs`; `null` if it does not. */
  readonly failure: string | null;
  /** The epoch, from 1, whose weights are restored at the end; `null` if the last weights are kept. */
  readonly restoredEpoch: number | null;
  /** The best value of each monitored log, regardless of `minDelta`, and the first epoch with that value. */
  readonly best: readonly { readonly log: string; readonly value: number; readonly epoch: number }[];
  /** The models that exist at the end, each with the epoch of its weights. */
  readonly files: readonly { readonly path: string; readonly epoch: number }[];
  /**
   * If the logs end before training does: what happens if every further epoch has the same logs as the last one. Then
   * `stoppedEpoch` is the earliest epoch at which a callback with patience can stop.
   */
  readonly outlook: {
    readonly stoppedEpoch: number | null;
    readonly reason: string | null;
    readonly learningRate: number;
  } | null;
  /** Where logs were interpreted differently than written or ignored, and the warnings of the callbacks. */
  readonly notes: readonly string[];
}
