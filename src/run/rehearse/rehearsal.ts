import type { Logs } from '../training/callbacks/callback';

/** One epoch of a rehearsal, as a real run would have had it. */
export interface RehearsedEpoch {
  /** From 1. */
  readonly epoch: number;
  /** As they were recorded. */
  readonly logs: Readonly<Logs>;
  /** The optimizer's rate, a float32, once every callback has done what it does at the end of the epoch. */
  readonly learningRate: number;
  /** Models that are written, relative to the run folder. */
  readonly saved: readonly string[];
  /** Files that are removed again. */
  readonly removed: readonly string[];
  /** What the callbacks say; at the end of training, with the last epoch. */
  readonly messages: readonly string[];
  /** Whether training ends early with this epoch, and why. */
  readonly stop: boolean;
  /** Why training ends with this epoch; `null` when it continues. */
  readonly reason: string | null;
  /** The callbacks in the order of the spec, each with the state that it would save; epochs in states count from 0. */
  readonly callbacks: readonly CallbackState[];
}

/** What a run's callbacks do when its epochs log what was recorded. Where the logs end, the run ends. */
export interface Rehearsal {
  /** Name of the spec. */
  readonly name: string;
  /** Where the logs come from, and for how many epochs there are some. */
  readonly log: string;
  /** Number of epochs that the logs have. */
  readonly loggedEpochs: number;
  /** `training.epochs`. */
  readonly plannedEpochs: number;
  /** The optimizer's rate before the first epoch. */
  readonly initialLearningRate: number;
  /** The epochs that were rehearsed, in order. */
  readonly epochs: readonly RehearsedEpoch[];
  /** The epoch after which training ends early, from 1, and why; `null` when it does not, as far as the logs go. */
  readonly stoppedEpoch: number | null;
  /** Why training ends early; `null` when it does not. */
  readonly reason: string | null;
  /** Why the run fails in the epoch after the last of `epochs`; `null` when it does not. */
  readonly failure: string | null;
  /** The epoch, from 1, whose weights are put back at the end; `null` when the last ones stay. */
  readonly restoredEpoch: number | null;
  /** The best value of each log that a callback watches, whatever its `minDelta`, and the first epoch that has it. */
  readonly best: readonly BestLog[];
  /** The models that are there at the end, and the epoch whose weights each holds. */
  readonly files: readonly KeptModel[];
  /**
   * Where the logs end before training would: what follows if every further epoch logs what the last one did.
   * `stoppedEpoch` is then the earliest that a patient callback can stop at.
   */
  readonly outlook: {
    /** The epoch, from 1, after which training would end early; `null` when it would not. */
    readonly stoppedEpoch: number | null;
    /** Why it would end early; `null` when it would not. */
    readonly reason: string | null;
    /** The optimizer's rate at the end. */
    readonly learningRate: number;
  } | null;
  /** What was read otherwise than written, what was passed over, and what the callbacks warn of. */
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
