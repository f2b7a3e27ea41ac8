import type { SettledPlan } from '../../check/model-plan';
import type { Engine } from '../backends/engine';
import type { DataSet } from '../data/data-set';
import type { Callback, TrainingControl } from './callbacks/callback';
import type { Notices } from './event-queue';
import type { TrainingResult } from './events';
import type { Progress } from './run-state';
import type { RunFolder } from './run-store';

export interface TrainOptions {
  readonly plan: SettledPlan;
  readonly engine: Engine;
  readonly train: DataSet;
  /** Evaluated after every epoch for the logs `val_…`; `null` for none. */
  readonly validation: DataSet | null;
  /** Number of images in the test set (default: 0), which the report evaluates. */
  readonly testImages?: number;
  /** In the order in which they are called; see `createCallbacks`. */
  readonly callbacks: readonly Callback[];
  readonly runFolder: RunFolder;
  /** Writes the engine's model to a path atomically; the extension gives the format. */
  readonly saveModel: (absolutePath: string) => Promise<void>;
  /** The Keras configuration of the model as JSON. */
  readonly modelConfig: () => string;
  /** The spec of this run, for `spec.yaml`. */
  readonly specText: string;
  /** Ends the run after the current batch. */
  readonly signal?: AbortSignal;
  /** Seconds since 1970, for the times in files. */
  readonly clock: () => number;
  /** Seconds of a clock that is never set, for durations. */
  readonly elapsed: () => number;
  /** Messages and warnings from outside the loop, to report among its events. */
  readonly notices?: Notices;
  /** Written in addition to the run's own files. */
  readonly report?: RunReport;
  /** Saves everything needed to resume, atomically; `null` before training starts. Without it, the run cannot be resumed. */
  readonly saveState?: (progress: Progress | null) => Promise<void>;
  /** Called after the last write, whether the run succeeded or not; `result` settles after it. */
  readonly release?: () => Promise<void>;
  /** Seconds between saves of the state within an epoch (default: 600); 0 saves after every batch. */
  readonly stateInterval?: number;
  /** Where the run stopped before. The engine and the run folder are already restored to that state. */
  readonly resumeFrom?: Omit<Progress, 'engine'>;
}

/** Writes the report of a run. */
export interface RunReport {
  /** Called after the spec is written to the run folder. */
  begin(control: TrainingControl): Promise<void>;
  /** Called after everything else is saved. */
  conclude(control: TrainingControl, ended: EndedRun): Promise<void>;
}

/** A run that is complete, stopped or interrupted. */
export interface EndedRun extends Pick<TrainingResult, 'history' | 'stopReason' | 'interrupted'> {
  /** Messages of callbacks after the last finished epoch. */
  readonly messages: readonly string[];
}
