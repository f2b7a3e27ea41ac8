import { UserError } from '../../base/diagnostics/user-error';
import type { SettledPlan } from '../../check/model-plan';
import type { Engine, MetricSums } from '../backends/engine';
import { nextTurn } from '../backends/next-turn';
import type { DataSet } from '../data/data-set';
import { imagesPerStep } from './batch-size';
import type { Callback, Logs, TrainingControl } from './callbacks/callback';
import { type ControlContext, createControl, type RunState } from './control';
import { createEventQueue } from './event-queue';
import type { EpochRecord, TrainingEvent, TrainingResult } from './events';
import { historyAsCsv, historyAsJson } from './history';
import type { Notices } from './notices';
import type { Progress } from './run-state';
import type { RunFolder } from './run-store';
import { createRunningMeans, sortedLogs } from './running-means';
import { TrainingError } from './training-error';

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

/**
 * A run under way. It goes on whether or not anybody listens. Iterating gives its events, once; when the run fails,
 * the iteration throws after the last event, and `result` rejects with the same {@link TrainingError}.
 */
export interface TrainingRun extends AsyncIterable<TrainingEvent> {
  readonly result: Promise<TrainingResult>;
}

/** Seconds between two looks at the metrics within an epoch: each look waits for the device. */
const lookInterval = 1;

/** Where in an epoch a run stands. */
type Place = Pick<Progress, 'batch' | 'trained' | 'seconds'>;

const epochBegin: Place = { batch: 0, trained: false, seconds: 0 };

/**
 * Trains a plan on an engine, hook by hook as Keras's `Model.fit` does. The logs of an epoch are the means over its
 * images of `loss` and the metrics, and `val_…` of the validation set after the epoch.
 *
 * The run folder gets `spec.yaml` at the start, `history.json` and `history.csv` after every epoch, what the callbacks
 * write, and `model.h5` at the end. A run that `signal` ends has all of these too; the epoch that it cuts short is not
 * in its history. A run that fails keeps what had been written, and its weights stay in the engine.
 *
 * The state is saved at the start, after every epoch, where `signal` stops the run, and now and then within an epoch. A
 * run that is resumed from one leaves the same files, bit by bit, as one that never stopped: durations aside.
 */
export function train(options: TrainOptions): TrainingRun {
  const queue = createEventQueue<TrainingEvent>(
    (newer, older) => newer.type === 'batchEnd' && older.type === 'batchEnd',
  );
  const result = Promise.resolve()
    .then(() => runToEnd(options, queue.push))
    .finally(options.release);
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
  const { engine, plan, runFolder, signal, clock, resumeFrom, stateInterval = 600 } = options;
  const { epochs, batchSize, accumulate } = plan.training;
  const stepSize = imagesPerStep(plan);
  const batchesPerEpoch = Math.ceil(options.train.size / stepSize);
  const run: RunState = { step: resumeFrom?.step ?? 0, stopReason: resumeFrom?.stopReason ?? null };
  const { saveModel, modelConfig } = options;
  /** What callbacks have said in this epoch. */
  let messages: readonly string[] = resumeFrom?.messages ?? [];
  const emit: ControlContext['emit'] = (event) => {
    if (event.type === 'message') messages = [...messages, event.text];
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
    now: clock,
    emit,
  };
  const own = createControl(shared);
  const hooks = options.callbacks.map((callback) => ({ callback, control: createControl(shared) }));
  const history: EpochRecord[] = [...(resumeFrom?.history ?? [])];
  let epoch = resumeFrom?.epoch ?? 0;
  let place: Place = resumeFrom ?? epochBegin;
  let lastSave = clock();
  let lossIsLost = false;
  /** The epoch, from 0, that a resume would go on in; `null` before there is a state. */
  let savedEpoch: number | null = resumeFrom?.epoch ?? null;

  try {
    emit({
      type: 'runStart',
      initialEpoch: epoch,
      epochs,
      batchesPerEpoch,
      images: options.train.size,
      validationImages: options.validation?.size ?? 0,
      backend: engine.backend,
      device: engine.device,
      folder: runFolder.path,
    });
    options.notices?.listen(tell);
    if (resumeFrom) resume(resumeFrom);
    else await options.saveState?.(null);
    await own.writeText('spec.yaml', options.specText);
    await options.report?.begin(own);
    if (!resumeFrom) await engine.takeMetrics();
    await each((callback, control) => callback.onTrainBegin?.(control));
    if (!resumeFrom) await saveState(epoch, place);
    let interrupted = false;
    while (isUnderWay(place) || (epoch < epochs && run.stopReason === null)) {
      interrupted = signal?.aborted === true || !(await runEpoch(place));
      if (interrupted) break;
      epoch += 1;
      place = epochBegin;
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
    const succeeds = (promise: Promise<unknown>) =>
      promise.then(
        () => true,
        () => false,
      );
    const historySaved = await succeeds(saveHistory());
    const folderStands = await succeeds(runFolder.settle());
    const resumeEpoch = folderStands ? savedEpoch : null;
    throw new TrainingError({
      cause,
      epoch,
      epochs,
      history,
      historySaved,
      resumeEpoch,
      folder: runFolder.path,
    });
  }

  function resume(from: Omit<Progress, 'engine'>): void {
    for (const [i, { callback, control }] of hooks.entries()) {
      const saved = from.callbacks[i];
      if (!saved) continue;
      callback.restore(saved.state);
      control.keptWeights = saved.kept;
    }
    tell({ type: 'message', text: whereResumed(from, epochs) });
  }

  /** Whether the epoch came to its end. */
  async function runEpoch(from: Place): Promise<boolean> {
    const begin = clock() - from.seconds;
    emit({ type: 'epochStart', epoch });
    if (!isUnderWay(from)) await each((callback, control) => callback.onEpochBegin?.(epoch, control));
    const imagesPerSecond = from.trained ? 0 : await trainEpoch(from, begin);
    if (imagesPerSecond === null) return false;
    const trained = await engine.takeMetrics();
    if (Object.values(trained).every(({ count }) => count === 0)) {
      throw new UserError(
        'the training data gave no images',
        'look at the warnings above, and at data.train',
      );
    }
    checkLoss(meansOf(trained), batchesPerEpoch);
    const { learningRate } = engine;
    const validationLogs = options.validation ? await validate(options.validation, trained, begin) : {};
    if (!validationLogs) return false;
    const logs = sortedLogs({ ...meansOf(trained), ...validationLogs });
    await engine.syncModel();
    await each((callback, control) => callback.onEpochEnd?.(epoch, logs, control));
    const durationSeconds = clock() - begin;
    const record = { epoch, logs: sortedLogs(logs), learningRate, messages, durationSeconds };
    messages = [];
    history.push(record);
    await saveHistory();
    await saveState(epoch + 1, epochBegin);
    emit({ type: 'epochEnd', ...record, imagesPerSecond });
    return true;
  }

  /** Trains on every batch that the epoch still has, and tells how fast; `null` when interrupted. */
  async function trainEpoch(from: Place, begin: number): Promise<number | null> {
    const watchers = hooks.filter(({ callback }) => callback.onBatchEnd);
    const started = begin + from.seconds;
    let images = 0;
    let { batch } = from;
    let lastLook = started;
    const speed = (now: number) => images / Math.max(now - started, 1e-9);
    for await (const data of options.train.batches({ batchSize: stepSize, epoch, from: batch })) {
      batch = data.index ?? batch;
      await engine.trainBatch(data, { step: run.step, accumulate });
      await nextTurn();
      run.step += 1;
      images += data.size;
      const now = clock();
      const looks = now - lastLook >= lookInterval;
      if (watchers.length > 0 || looks) {
        const logs = meansOf(await engine.readMetrics());
        for (const { callback, control } of watchers)
          await callback.onBatchEnd?.(batch, { ...logs }, control);
        checkLoss(logs, batch + 1);
        if (looks) {
          emit({ type: 'batchEnd', epoch, batch, logs, imagesPerSecond: speed(now) });
          lastLook = now;
        }
      }
      batch += 1;
      if (run.stopReason !== null) break;
      const interrupted = signal?.aborted === true;
      if (interrupted || now - lastSave >= stateInterval) {
        await saveState(epoch, { batch, trained: false, seconds: now - begin });
      }
      if (interrupted) return null;
    }
    return speed(clock());
  }

  /** Says once that the loss is no number any more, unless a callback has ended the run for it. */
  function checkLoss({ loss = 0 }: Logs, batches: number): void {
    if (lossIsLost || run.stopReason !== null || Number.isFinite(loss)) return;
    lossIsLost = true;
    own.warn(
      `the loss is ${loss} by batch ${batches} of epoch ${epoch + 1}: the weights are lost; lower the learning rate, or let the callback terminateOnNaN end such a run`,
    );
  }

  /** The logs `val_…`; `null` when interrupted. */
  async function validate(data: DataSet, trained: MetricSums, begin: number): Promise<Logs | null> {
    emit({ type: 'validationStart', epoch });
    for await (const batch of data.batches({ batchSize, epoch })) {
      await engine.evaluateBatch(batch);
      await nextTurn();
      if (signal?.aborted) {
        await saveState(epoch, { batch: batchesPerEpoch, trained: true, seconds: clock() - begin }, trained);
        return null;
      }
    }
    return meansOf(await engine.takeMetrics(), 'val_');
  }

  /** @param metrics of the training in that epoch, where the engine has gone on to others */
  async function saveState(epoch: number, place: Place, metrics?: MetricSums) {
    if (!options.saveState) return;
    const snapshot = await engine.snapshot();
    const { step, stopReason } = run;
    const callbacks = hooks.map(({ callback, control }) => ({
      state: callback.state(),
      kept: control.keptWeights,
    }));
    const saved = metrics ? { ...snapshot, metrics } : snapshot;
    await options.saveState({
      ...place,
      ...{ epoch, step, stopReason, history, messages, callbacks },
      engine: saved,
    });
    lastSave = clock();
    savedEpoch = epoch;
  }

  async function each(hook: (callback: Callback, control: TrainingControl) => Promise<void> | void) {
    for (const { callback, control } of hooks) await hook(callback, control);
  }

  async function saveHistory() {
    await own.writeText('history.json', historyAsJson(history));
    await own.writeText('history.csv', historyAsCsv(history));
  }
}

/** Whether training in the epoch has begun. */
function isUnderWay({ batch, trained }: Place): boolean {
  return batch > 0 || trained;
}

function meansOf(sums: MetricSums, prefix?: string): Logs {
  const means = createRunningMeans();
  means.add(sums);
  return means.logs(prefix);
}

function whereResumed(from: Omit<Progress, 'engine'>, epochs: number): string {
  if (isUnderWay(from)) return `resumed in epoch ${from.epoch + 1}, after batch ${from.batch}`;
  if (from.stopReason !== null) return `nothing is left to train: ${from.stopReason}`;
  if (from.epoch >= epochs)
    return `nothing is left to train: all ${epochs} epochs are done; raise training.epochs to go on`;
  return `resumed at epoch ${from.epoch + 1}`;
}
