import type { Engine } from '../backend/engine';
import type { DataSet } from '../data/data-set';
import { UserError } from '../diagnostics/user-error';
import type { ModelPlan } from '../plan/model-plan';
import type { Callback, Logs, TrainingControl } from './callbacks/callback';
import { type ControlContext, createControl, type RunState } from './control';
import { createEventQueue } from './event-queue';
import type { EpochRecord, TrainingEvent, TrainingResult } from './events';
import { historyAsCsv, historyAsJson } from './history';
import { nextTurn } from './next-turn';
import type { Notices } from './notices';
import type { RunFolder } from './run-folder';
import { createRunningMeans, sortedLogs } from './running-means';
import { TrainingError } from './training-error';

export interface TrainOptions {
  readonly plan: ModelPlan;
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
  /** Warnings from beside the loop, told among its events. */
  readonly notices?: Notices;
  /** Written beside the run's own files. */
  readonly report?: RunReport;
  /** The first epoch to train, from 0; default 0. */
  readonly initialEpoch?: number;
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

/**
 * A run under way. It goes on whether or not anybody listens. Iterating gives its events, once; when the run fails,
 * the iteration throws after the last event, and `result` rejects with the same {@link TrainingError}.
 */
export interface TrainingRun extends AsyncIterable<TrainingEvent> {
  readonly result: Promise<TrainingResult>;
}

/** Seconds between two looks at the metrics within an epoch: each look waits for the device. */
const lookInterval = 1;

/**
 * Trains a plan on an engine, hook by hook as Keras's `Model.fit` does. The logs of an epoch are the means over its
 * images of `loss` and the metrics, and `val_…` of the validation set after the epoch.
 *
 * The run folder gets `spec.yaml` at the start, `history.json` and `history.csv` after every epoch, what the callbacks
 * write, and `model.h5` at the end. A run that `signal` ends has all of these too; the epoch that it cuts short is not
 * in its history. A run that fails keeps what had been written.
 */
export function train(options: TrainOptions): TrainingRun {
  const queue = createEventQueue<TrainingEvent>(
    (newer, older) => newer.type === 'batchEnd' && older.type === 'batchEnd',
  );
  const result = Promise.resolve().then(() => runToEnd(options, queue.push));
  result.then(
    () => queue.close(),
    (error) => {
      queue.push({ type: 'failed', reason: error.message });
      queue.close(error);
    },
  );
  return { result, [Symbol.asyncIterator]: () => queue.events[Symbol.asyncIterator]() };
}

async function runToEnd(options: TrainOptions, tell: ControlContext['emit']): Promise<TrainingResult> {
  const { engine, plan, runFolder, signal } = options;
  const { epochs, batchSize } = plan.training;
  const initialEpoch = options.initialEpoch ?? 0;
  const batchesPerEpoch = Math.ceil(options.train.size / batchSize);
  const run: RunState = { step: initialEpoch * batchesPerEpoch, stopReason: null };
  const { saveModel, modelConfig, clock: now } = options;
  let messages: string[] = [];
  const emit: ControlContext['emit'] = (event) => {
    if (event.type === 'message') messages.push(event.text);
    tell(event);
  };
  const shared = {
    engine,
    folder: runFolder,
    run,
    epochs,
    batchesPerEpoch,
    saveModel,
    modelConfig,
    now,
    emit,
  };
  const own = createControl(shared);
  const hooks = options.callbacks.map((callback) => ({ callback, control: createControl(shared) }));
  const history: EpochRecord[] = [];
  let epoch = initialEpoch;

  try {
    emit({
      type: 'runStart',
      initialEpoch,
      epochs,
      batchesPerEpoch,
      images: options.train.size,
      validationImages: options.validation?.size ?? 0,
      backend: engine.backend,
      device: engine.device,
      folder: runFolder.path,
    });
    options.notices?.listen(own.warn);
    await own.writeText('spec.yaml', options.specText);
    await options.report?.begin(own);
    await engine.takeMetrics();
    await each((callback, control) => callback.onTrainBegin?.(control));
    let interrupted = false;
    for (; epoch < epochs && run.stopReason === null; epoch++) {
      interrupted = signal?.aborted === true || !(await runEpoch());
      if (interrupted) break;
    }
    if (interrupted) run.stopReason ??= 'interrupted';
    if (run.stopReason !== null) emit({ type: 'stopped', reason: run.stopReason });
    await each((callback, control) => callback.onTrainEnd?.(control));
    await own.saveModel('model.h5');
    await saveHistory();
    const { stopReason } = run;
    await options.report?.conclude(own, { history, stopReason, interrupted, messages });
    const { files } = runFolder;
    const result = { history, files, stopReason, learningRate: engine.learningRate, interrupted };
    emit({ type: 'runEnd', result });
    return result;
  } catch (cause) {
    const historySaved = await saveHistory().then(
      () => true,
      () => false,
    );
    throw new TrainingError({ cause, epoch, epochs, history, historySaved, folder: runFolder.path });
  }

  /** Whether the epoch came to its end. */
  async function runEpoch(): Promise<boolean> {
    const begin = options.clock();
    emit({ type: 'epochStart', epoch });
    await each((callback, control) => callback.onEpochBegin?.(epoch, control));
    const trained = await trainEpoch(begin);
    if (!trained) return false;
    const { learningRate } = engine;
    const validationLogs = options.validation ? await validate(options.validation) : {};
    if (!validationLogs) return false;
    const logs = sortedLogs({ ...trained.logs, ...validationLogs });
    await each((callback, control) => callback.onEpochEnd?.(epoch, logs, control));
    const durationSeconds = options.clock() - begin;
    const record = { epoch, logs: sortedLogs(logs), learningRate, messages, durationSeconds };
    messages = [];
    history.push(record);
    await saveHistory();
    emit({ type: 'epochEnd', ...record, imagesPerSecond: trained.imagesPerSecond });
    return true;
  }

  /** Trains on every batch of the epoch; `null` when interrupted. */
  async function trainEpoch(begin: number): Promise<{ logs: Logs; imagesPerSecond: number } | null> {
    const means = createRunningMeans();
    const watchers = hooks.filter(({ callback }) => callback.onBatchEnd);
    let images = 0;
    let batch = 0;
    let lastLook = begin;
    const imagesPerSecond = () => images / Math.max(options.clock() - begin, 1e-9);
    for await (const data of options.train.batches({ batchSize, epoch })) {
      await engine.trainBatch(data, { step: run.step });
      await nextTurn();
      run.step += 1;
      images += data.size;
      if (watchers.length > 0 || options.clock() - lastLook >= lookInterval) {
        means.add(await engine.takeMetrics());
        for (const { callback, control } of watchers) {
          await callback.onBatchEnd?.(batch, means.logs(), control);
        }
        const now = options.clock();
        if (now - lastLook >= lookInterval) {
          emit({ type: 'batchEnd', epoch, batch, logs: means.logs(), imagesPerSecond: imagesPerSecond() });
          lastLook = now;
        }
      }
      if (signal?.aborted) return null;
      if (run.stopReason !== null) break;
      batch += 1;
    }
    if (images === 0) {
      throw new UserError(
        'the training data gave no images',
        'look at the warnings above, and at data.train',
      );
    }
    means.add(await engine.takeMetrics());
    return { logs: means.logs(), imagesPerSecond: imagesPerSecond() };
  }

  /** The logs `val_…`; `null` when interrupted. */
  async function validate(data: DataSet): Promise<Logs | null> {
    emit({ type: 'validationStart', epoch });
    for await (const batch of data.batches({ batchSize, epoch })) {
      await engine.evaluateBatch(batch);
      await nextTurn();
      if (signal?.aborted) return null;
    }
    const means = createRunningMeans();
    means.add(await engine.takeMetrics());
    return means.logs('val_');
  }

  async function each(hook: (callback: Callback, control: TrainingControl) => Promise<void> | void) {
    for (const { callback, control } of hooks) await hook(callback, control);
  }

  async function saveHistory() {
    await own.writeText('history.json', historyAsJson(history));
    await own.writeText('history.csv', historyAsCsv(history));
  }
}
