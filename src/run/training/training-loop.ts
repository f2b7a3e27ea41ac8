import { UserError } from '../../base/diagnostics/user-error';
import type { Engine, MetricSums } from '../backends/engine';
import { nextTurn } from '../backends/engine';
import { imagesPerStep } from './batch-size';
import type { Callback, Logs, TrainingControl } from './callbacks/callback';
import { type CallbackControl, createControl, type RunState } from './control';
import type { EpochRecord, TrainingEvent, TrainingResult } from './events';
import { FiniteChecks } from './finite-checks';
import { historyAsCsv, historyAsJson, meansOf, sortedLogs } from './logs';
import type { Progress } from './run-state';
import type { TrainOptions } from './train-options';
import { TrainingError } from './training-error';

/** Seconds between reads of the metrics within an epoch, because each read waits for the device. */
const lookInterval = 1;

/** The position within an epoch. */
type EpochPlace = Pick<Progress, 'batch' | 'trained' | 'seconds'>;

const epochBegin: EpochPlace = { batch: 0, trained: false, seconds: 0 };

/** The state of a run, changed only by the transitions of {@link TrainingLoop}. */
interface LoopState {
  /** The current or next epoch, from 0. */
  epoch: number;
  /** The position in that epoch at which the run was resumed; the start of the epoch otherwise. */
  place: EpochPlace;
  readonly history: EpochRecord[];
  /** Messages of callbacks since the last entry of the history. */
  messages: readonly string[];
  /** When the state was last saved, in seconds of the clock `elapsed`. */
  savedAt: number;
  /** The epoch, from 0, from which a resume would continue; `null` before a state is saved. */
  savedEpoch: number | null;
}

/** The results of training for an epoch. */
interface TrainedEpoch {
  readonly sums: MetricSums;
  readonly imagesPerSecond: number;
}

/**
 * One run, from its first event to its last. The transitions of its {@link LoopState}:
 *
 * ```
 * begin ──▶ ┌ trainEpoch ──▶ validate ──▶ endEpoch ┐ ──▶ conclude
 *           └───────── for each epoch ◀────────────┘
 * ```
 *
 * The signal interrupts `trainEpoch` and `validate`, which save the state first. A callback's `stop` ends the run after
 * the current batch or epoch. Any error becomes a {@link TrainingError} in `failure`.
 */
export class TrainingLoop {
  private readonly engine: Engine;
  private readonly epochs: number;
  /** Images per optimizer step. */
  private readonly stepSize: number;
  private readonly batchesPerEpoch: number;
  /** Shared with the controls that callbacks use to read the step and stop the run. */
  private readonly run: RunState;
  private readonly state: LoopState;
  /** The loop's own control, for its files. */
  private readonly control: CallbackControl;
  private readonly checks: FiniteChecks;
  private readonly hooks: readonly { readonly callback: Callback; readonly control: CallbackControl }[];

  constructor(
    private readonly options: TrainOptions,
    private readonly onEvent: (event: TrainingEvent) => void,
  ) {
    const { engine, plan, resumeFrom, clock, elapsed } = options;
    this.engine = engine;
    this.epochs = plan.training.epochs;
    this.stepSize = imagesPerStep(plan);
    this.batchesPerEpoch = Math.ceil(options.train.size / this.stepSize);
    this.run = { step: resumeFrom?.step ?? 0, stopReason: resumeFrom?.stopReason ?? null };
    this.state = {
      epoch: resumeFrom?.epoch ?? 0,
      place: resumeFrom ?? epochBegin,
      history: [...(resumeFrom?.history ?? [])],
      messages: resumeFrom?.messages ?? [],
      savedAt: elapsed(),
      savedEpoch: resumeFrom?.epoch ?? null,
    };
    const context = {
      engine,
      folder: options.runFolder,
      run: this.run,
      epochs: this.epochs,
      batchesPerEpoch: this.batchesPerEpoch,
      saveModel: options.saveModel,
      modelConfig: options.modelConfig,
      now: clock,
      emit: (event: TrainingEvent) => this.emit(event),
    };
    this.control = createControl(context);
    this.checks = new FiniteChecks((text) => {
      if (this.run.stopReason === null) this.control.warn(text);
    });
    this.hooks = options.callbacks.map((callback) => ({ callback, control: createControl(context) }));
  }

  /** @throws TrainingError */
  async toEnd(): Promise<TrainingResult> {
    try {
      await this.begin();
      let interrupted = false;
      while (this.hasWork()) {
        interrupted = this.isAborted() || !(await this.runEpoch());
        if (interrupted) break;
      }
      return await this.conclude(interrupted);
    } catch (cause) {
      throw await this.failure(cause);
    }
  }

  /** Emits `runStart`, writes the spec, and starts or restores the callbacks. */
  private async begin(): Promise<void> {
    const { options, engine, state } = this;
    const { resumeFrom } = options;
    this.emit({
      type: 'runStart',
      initialEpoch: state.epoch,
      epochs: this.epochs,
      batchesPerEpoch: this.batchesPerEpoch,
      images: options.train.size,
      validationImages: options.validation?.size ?? 0,
      testImages: options.testImages ?? 0,
      backend: engine.backend,
      device: engine.device,
      folder: options.runFolder.path,
    });
    options.notices?.listen(this.onEvent);
    if (resumeFrom) this.restoreCallbacks(resumeFrom);
    else await options.saveState?.(null);
    await this.control.writeText('spec.yaml', options.specText);
    await options.report?.begin(this.control);
    if (!resumeFrom) await engine.takeMetrics();
    await this.each((callback, control) => callback.onTrainBegin?.(control));
    if (!resumeFrom) await this.saveState(state.epoch, state.place);
  }

  private restoreCallbacks(from: Omit<Progress, 'engine'>): void {
    for (const [i, { callback, control }] of this.hooks.entries()) {
      const saved = from.callbacks[i];
      if (!saved) continue;
      callback.restore?.(saved.state);
      control.keptWeights = saved.kept;
    }
    this.onEvent({ type: 'message', text: whereResumed(from, this.epochs) });
  }

  private hasWork(): boolean {
    const { epoch, place } = this.state;
    return isUnderWay(place) || (epoch < this.epochs && this.run.stopReason === null);
  }

  /** Runs one epoch. Returns false if it was interrupted. */
  private async runEpoch(): Promise<boolean> {
    const { epoch, place } = this.state;
    const begin = this.options.elapsed() - place.seconds;
    this.emit({ type: 'epochStart', epoch });
    if (!isUnderWay(place)) await this.each((callback, control) => callback.onEpochBegin?.(epoch, control));
    const trained = await this.trainEpoch(begin);
    if (trained === null) return false;
    const { learningRate } = this.engine;
    const validation = await this.validate(trained.sums, begin);
    if (validation === null) return false;
    this.checks.validation(validation, epoch);
    await this.endEpoch(
      { ...meansOf(trained.sums), ...validation },
      learningRate,
      begin,
      trained.imagesPerSecond,
    );
    return true;
  }

  /** Trains on the remaining batches of the epoch. Returns `null` if interrupted. */
  private async trainEpoch(begin: number): Promise<TrainedEpoch | null> {
    const { place } = this.state;
    const imagesPerSecond = place.trained ? 0 : await this.trainBatches(begin);
    if (imagesPerSecond === null) return null;
    const sums = await this.engine.takeMetrics();
    if (Object.values(sums).every(({ count }) => count === 0)) {
      throw new UserError(
        'the training data contains no usable images',
        'check the warnings above, and data.train',
      );
    }
    this.checks.loss(meansOf(sums), this.state.epoch, this.batchesPerEpoch);
    return { sums, imagesPerSecond };
  }

  /** Returns images per second, or `null` if interrupted. */
  private async trainBatches(begin: number): Promise<number | null> {
    const { engine, run, state, stepSize, options } = this;
    const { elapsed, stateInterval = 600 } = options;
    const { batchSize: partSize } = options.plan.training;
    const { epoch } = state;
    const started = begin + state.place.seconds;
    let { batch } = state.place;
    let images = 0;
    let lastLook = started;
    const speed = (now: number) => images / Math.max(now - started, 1e-9);
    for await (const data of options.train.batches({ batchSize: stepSize, epoch, from: batch })) {
      batch = data.index ?? batch;
      await engine.trainBatch(data, { step: run.step, partSize });
      await nextTurn();
      run.step += 1;
      images += data.size;
      const now = elapsed();
      if (await this.lookAtBatch(batch, now - lastLook >= lookInterval, speed(now))) lastLook = now;
      batch += 1;
      if (run.stopReason !== null) break;
      const interrupted = this.isAborted();
      if (interrupted || now - state.savedAt >= stateInterval) {
        await this.saveState(epoch, { batch, trained: false, seconds: now - begin });
      }
      if (interrupted) return null;
    }
    return speed(elapsed());
  }

  /** Calls the callbacks' `onBatchEnd`, and emits `batchEnd` if `emitEvent`. Returns whether it emitted the event. */
  private async lookAtBatch(batch: number, emitEvent: boolean, imagesPerSecond: number): Promise<boolean> {
    const watchers = this.hooks.filter(({ callback }) => callback.onBatchEnd);
    if (watchers.length === 0 && !emitEvent) return false;
    const logs = meansOf(await this.engine.readMetrics());
    for (const { callback, control } of watchers) await callback.onBatchEnd?.(batch, { ...logs }, control);
    this.checks.loss(logs, this.state.epoch, batch + 1);
    if (emitEvent) this.emit({ type: 'batchEnd', epoch: this.state.epoch, batch, logs, imagesPerSecond });
    return emitEvent;
  }

  /** Returns the logs `val_…` (none without a validation set), or `null` if interrupted. */
  private async validate(trained: MetricSums, begin: number): Promise<Logs | null> {
    const { engine, state, options } = this;
    if (!options.validation) return {};
    const { epoch } = state;
    const { batchSize } = options.plan.training;
    this.emit({ type: 'validationStart', epoch });
    for await (const batch of options.validation.batches({ batchSize, epoch })) {
      await engine.evaluateBatch(batch);
      await nextTurn();
      if (!this.isAborted()) continue;
      const place = { batch: this.batchesPerEpoch, trained: true, seconds: options.elapsed() - begin };
      await this.saveState(epoch, place, trained);
      return null;
    }
    return meansOf(await engine.takeMetrics(), 'val_');
  }

  /** Passes the logs to the callbacks, adds the epoch to the history, and moves to the next epoch. */
  private async endEpoch(
    means: Logs,
    learningRate: number,
    begin: number,
    imagesPerSecond: number,
  ): Promise<void> {
    const { state } = this;
    const { epoch } = state;
    const logs = sortedLogs(means);
    await this.engine.syncModel();
    await this.each((callback, control) => callback.onEpochEnd?.(epoch, logs, control));
    const durationSeconds = this.options.elapsed() - begin;
    const record = { epoch, logs: sortedLogs(logs), learningRate, messages: state.messages, durationSeconds };
    state.messages = [];
    state.history.push(record);
    await this.saveHistory();
    await this.saveState(epoch + 1, epochBegin);
    this.emit({ type: 'epochEnd', ...record, imagesPerSecond });
    state.epoch += 1;
    state.place = epochBegin;
  }

  /** Calls the last hooks and writes the model, the history and the report. */
  private async conclude(interrupted: boolean): Promise<TrainingResult> {
    const { options, run, state, engine } = this;
    const { history } = state;
    if (interrupted) run.stopReason ??= 'interrupted';
    if (run.stopReason !== null) this.emit({ type: 'stopped', reason: run.stopReason });
    await this.each((callback, control) => callback.onTrainEnd?.(control));
    await this.control.saveModel('model.h5');
    await this.saveHistory();
    const { stopReason } = run;
    const { messages } = state;
    await options.report?.conclude(this.control, { history, stopReason, interrupted, messages });
    const { files } = options.runFolder;
    const result = { history, files, stopReason, learningRate: engine.learningRate, interrupted };
    this.emit({ type: 'runEnd', result });
    return result;
  }

  /** Saves the history if possible, and creates the error, which states whether the run can be resumed. */
  private async failure(cause: unknown): Promise<TrainingError> {
    const { runFolder } = this.options;
    const { epoch, history, savedEpoch } = this.state;
    const historySaved = await succeeds(this.saveHistory());
    const folderUsable = await succeeds(runFolder.settle());
    return new TrainingError({
      cause,
      epoch,
      epochs: this.epochs,
      history,
      historySaved,
      resumeEpoch: folderUsable ? savedEpoch : null,
      folder: runFolder.path,
    });
  }

  /** @param metrics of training in that epoch, if the engine is already collecting others */
  private async saveState(epoch: number, place: EpochPlace, metrics?: MetricSums): Promise<void> {
    const { options, run, state } = this;
    if (!options.saveState) return;
    const snapshot = await this.engine.snapshot();
    this.checks.weights(snapshot.weights, this.engine.weights, this.state.epoch);
    const { history, messages } = state;
    const callbacks = this.hooks.map(({ callback, control }) => ({
      state: callback.state?.() ?? {},
      kept: control.keptWeights,
    }));
    await options.saveState({
      ...place,
      ...{ epoch, step: run.step, stopReason: run.stopReason, history, messages, callbacks },
      engine: metrics ? { ...snapshot, metrics } : snapshot,
    });
    state.savedAt = options.elapsed();
    state.savedEpoch = epoch;
  }

  private async saveHistory(): Promise<void> {
    await this.control.writeText('history.json', historyAsJson(this.state.history));
    await this.control.writeText('history.csv', historyAsCsv(this.state.history));
  }

  private async each(
    hook: (callback: Callback, control: TrainingControl) => Promise<void> | void,
  ): Promise<void> {
    for (const { callback, control } of this.hooks) await hook(callback, control);
  }

  /** Emits an event. Messages are also kept for the history. */
  private emit(event: TrainingEvent): void {
    if (event.type === 'message') this.state.messages = [...this.state.messages, event.text];
    this.onEvent(event);
  }

  private isAborted(): boolean {
    return this.options.signal?.aborted === true;
  }
}

/** Whether training of the epoch has started. */
function isUnderWay({ batch, trained }: EpochPlace): boolean {
  return batch > 0 || trained;
}

function succeeds(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => true,
    () => false,
  );
}

function whereResumed(from: Omit<Progress, 'engine'>, epochs: number): string {
  if (isUnderWay(from)) return `resumed in epoch ${from.epoch + 1}, after batch ${from.batch}`;
  if (from.stopReason !== null) return `nothing left to train: ${from.stopReason}`;
  if (from.epoch >= epochs)
    return `nothing left to train: all ${epochs} epochs are done; increase training.epochs to continue`;
  return `resumed at epoch ${from.epoch + 1}`;
}
