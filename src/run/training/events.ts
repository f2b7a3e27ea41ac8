import type { Logs } from './callbacks/callback';

/** One finished epoch. */
export interface EpochRecord {
  /** From 0. */
  readonly epoch: number;
  /** Sorted by name, including the logs added by callbacks. */
  readonly logs: Readonly<Logs>;
  /** The learning rate after the last batch, before callbacks changed it. */
  readonly learningRate: number;
  /** The messages of callbacks in this epoch, in order. */
  readonly messages: readonly string[];
  /** Of training and validation together. */
  readonly durationSeconds: number;
}

/** How a run ended. */
export interface TrainingResult {
  /** All finished epochs, those before a resume included. */
  readonly history: readonly EpochRecord[];
  /** Files that the run wrote and kept, relative to the run folder, in the order in which they were created. */
  readonly files: readonly string[];
  /** Why it ended before its last epoch; `null` if it did not. */
  readonly stopReason: string | null;
  /** The optimizer's rate at the end. */
  readonly learningRate: number;
  /** Whether it was ended by the caller's signal. */
  readonly interrupted: boolean;
}

/** The events of a training run, in order of appearance. Epochs and batches count from 0. */
export type TrainingEvent =
  | {
      readonly type: 'runStart';
      /** The first epoch of this run: more than 0 after a resume. */
      readonly initialEpoch: number;
      /** `training.epochs`. */
      readonly epochs: number;
      /** Training steps in one epoch. */
      readonly batchesPerEpoch: number;
      /** Number of training images. */
      readonly images: number;
      /** 0 without validation. */
      readonly validationImages: number;
      /** 0 without a test set. */
      readonly testImages: number;
      /** Name of the backend. */
      readonly backend: string;
      /** What it runs on, in words. */
      readonly device: string;
      /** Absolute path of the run folder. */
      readonly folder: string;
    }
  | {
      readonly type: 'epochStart' | 'validationStart';
      /** From 0. */
      readonly epoch: number;
    }
  /** At most about once a second. */
  | {
      readonly type: 'batchEnd';
      /** From 0. */
      readonly epoch: number;
      /** Number of the batch in the epoch, from 0. */
      readonly batch: number;
      /** Means of the epoch so far. */
      readonly logs: Readonly<Logs>;
      /** Mean training speed of the epoch so far. */
      readonly imagesPerSecond: number;
    }
  | ({
      readonly type: 'epochEnd';
      /** Speed of training alone, without validation. */
      readonly imagesPerSecond: number;
    } & EpochRecord)
  | {
      readonly type: 'fileWritten' | 'fileRemoved';
      /** Relative to the run folder. */
      readonly path: string;
    }
  | {
      readonly type: 'message' | 'warning';
      /** What a callback or the run reports, in one sentence. */
      readonly text: string;
    }
  | {
      readonly type: 'stopped';
      /** Why the run ends early. */
      readonly reason: string;
    }
  | {
      readonly type: 'runEnd';
      /** How the run ended. */
      readonly result: TrainingResult;
    }
  /** The last event of a failed run, instead of `runEnd`. */
  | {
      readonly type: 'failed';
      /** The message of the error that `result` rejects with. */
      readonly reason: string;
    };
