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
  /** Why training ends with this epoch; `null` when it continues. */
  readonly reason: string | null;
  /** The callbacks in the order of the spec, each with the state it would save; epochs in states count from 0. */
  readonly callbacks: readonly CallbackState[];
}

/** What the callbacks of a run do on recorded logs. The run ends with the logs. */
export interface Rehearsal {
  /** Name of the spec. */
  readonly name: string;
  /** The source of the logs, and their number of epochs. */
  readonly log: string;
  /** Number of epochs that the logs have. */
  readonly loggedEpochs: number;
  /** `training.epochs`. */
  readonly plannedEpochs: number;
  /** The optimizer's rate before the first epoch. */
  readonly initialLearningRate: number;
  /** The epochs that were rehearsed, in order. */
  readonly epochs: readonly RehearsedEpoch[];
  /** The epoch after which training stops early, from 1, and why; `null` if it does not within the logs. */
  readonly stoppedEpoch: number | null;
  /** Why training ends early; `null` when it does not. */
  readonly reason: string | null;
  /** Why the run fails in the epoch after the last of `epochs`; `null` if it does not. */
  readonly failure: string | null;
  /** The epoch, from 1, whose weights are restored at the end; `null` if the last weights are kept. */
  readonly restoredEpoch: number | null;
  /** The best value of each monitored log, regardless of `minDelta`, and the first epoch with that value. */
  readonly best: readonly BestLog[];
  /** The models that exist at the end, each with the epoch of its weights. */
  readonly files: readonly KeptModel[];
  /**
   * If the logs end before training does: what happens if every further epoch has the same logs as the last one. Then
   * `stoppedEpoch` is the earliest epoch at which a callback with patience can stop.
   */
  readonly outlook: {
    /** The epoch, from 1, after which training would end early; `null` when it would not. */
    readonly stoppedEpoch: number | null;
    /** Why it would end early; `null` when it would not. */
    readonly reason: string | null;
    /** The optimizer's rate at the end. */
    readonly learningRate: number;
  } | null;
  /** Where logs were interpreted differently than written or ignored, and the warnings of the callbacks. */
  readonly notes: readonly string[];
}

/** A callback with the state it would save. */
export interface CallbackState {
  /** Kind of the callback. */
  readonly type: string;
  /** What it remembers, by name. */
  readonly [key: string]: unknown;
}

/** The best value of one log. */
export interface BestLog {
  /** Name of the log. */
  readonly log: string;
  /** Its smallest or largest value, whichever is better. */
  readonly value: number;
  /** The first epoch that has it, from 1. */
  readonly epoch: number;
}

/** A model file that exists at the end of a rehearsal. */
export interface KeptModel {
  /** Relative to the run folder. */
  readonly path: string;
  /** The epoch, from 1, whose weights it has. */
  readonly epoch: number;
}
