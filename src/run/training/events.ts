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
  readonly history: readonly EpochRecord[];
  /** Files that the run wrote and kept, relative to the run folder, in the order in which they were created. */
  readonly files: readonly string[];
  /** Why it ended before its last epoch; `null` if it did not. */
  readonly stopReason: string | null;
  readonly learningRate: number;
  /** Whether it was ended by the caller's signal. */
  readonly interrupted: boolean;
}

/** The events of a training run, in order of appearance. Epochs and batches count from 0. */
export type TrainingEvent =
  | {
      readonly type: 'runStart';
      readonly initialEpoch: number;
      readonly epochs: number;
      readonly batchesPerEpoch: number;
      readonly images: number;
      /** 0 without validation. */
      readonly validationImages: number;
      readonly backend: string;
      readonly device: string;
      /** Absolute path of the run folder. */
      readonly folder: string;
    }
  | { readonly type: 'epochStart'; readonly epoch: number }
  /** At most about once a second. `logs` are the means of the epoch so far. */
  | {
      readonly type: 'batchEnd';
      readonly epoch: number;
      readonly batch: number;
      readonly logs: Readonly<Logs>;
      readonly imagesPerSecond: number;
    }
  | { readonly type: 'validationStart'; readonly epoch: number }
  /** `imagesPerSecond` is of training alone. */
  | ({ readonly type: 'epochEnd'; readonly imagesPerSecond: number } & EpochRecord)
  | { readonly type: 'fileWritten' | 'fileRemoved'; readonly path: string }
  | { readonly type: 'message' | 'warning'; readonly text: string }
  | { readonly type: 'stopped'; readonly reason: string }
  | { readonly type: 'runEnd'; readonly result: TrainingResult }
  /** The last event of a failed run, instead of `runEnd`. */
  | { readonly type: 'failed'; readonly reason: string };
