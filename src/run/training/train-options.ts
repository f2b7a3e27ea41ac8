import type { SettledPlan } from '../../check/model-plan';
import type { Engine } from '../backends/engine';
import type { DataSet } from '../data/data-set';
import type { Callback, TrainingControl } from './callbacks/callback';
import type { TrainingResult } from './events';
import type { Notices } from './notices';
import type { Progress } from './run-state';
import type { RunFolder } from './run-store';

export interface TrainOptions {
  readonly plan: SettledPlan;
  readonly engine: Engine;
  readonly train: DataSet;
  /** Evaluated at the end of every epoch, for the logs `val_…`; `null` for none. */
  readonly validation: DataSet | null;
  /** In the order in which they are called; see `createCallbacks`. */
  readonly callbacks: readonly Callback[];
  readonly runFolder: RunFolder;
  /** Writes the engine's model to a path, atomically; the extension names the format. */
  readonly saveModel: (absolutePath: string) => Promise<void>;
  /** The model's Keras configuration as JSON text. */
  readonly modelConfig: () => string;
  /** The spec as it is run, for `spec.yaml`. */
  readonly specText: string;
  /** Ends the run after the current batch. */
  readonly signal?: AbortSignal;
  /** Seconds since 1970. */
  readonly clock: () => number;
  /** Messages and warnings from beside the loop, told among its events. */
  readonly notices?: Notices;
  /** Written beside the run's own files. */
  readonly report?: RunReport;
  /** Saves all that a resume needs, atomically; `null` before anything has begun. Without it nothing can be resumed. */
  readonly saveState?: (progress: Progress | null) => Promise<void>;
  /** Called once nothing more is written, whether the run has ended well or not; `result` settles after it. */
  readonly release?: () => Promise<void>;
  /** Seconds between two savings of the state within an epoch; default 600, 0 for after every batch. */
  readonly stateInterval?: number;
  /** Where an earlier part of the run stopped. The engine and the run folder have been taken back there already. */
  readonly resumeFrom?: Omit<Progress, 'engine'>;
}

/** What is written about a run for people and for later. */
export interface RunReport {
  /** Once the run folder holds the spec. */
  begin(control: TrainingControl): Promise<void>;
  /** Once everything else is saved. */
  conclude(control: TrainingControl, ended: EndedRun): Promise<void>;
}

/** A run that has come to its end, or was ended. */
export interface EndedRun extends Pick<TrainingResult, 'history' | 'stopReason' | 'interrupted'> {
  /** What callbacks said after the last finished epoch. */
  readonly messages: readonly string[];
}
