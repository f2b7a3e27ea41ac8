import type { Engine } from '../backends/engine';
import type { TrainingControl } from './callbacks/callback';
import type { TrainingEvent } from './events';
import { logDirection } from './logs';
import type { RunFolder } from './run-store';

/** What the loop and the callbacks' controls share about the run. */
export interface RunState {
  /** Optimizer steps made so far. */
  step: number;
  /** The first reason to stop that was given. */
  stopReason: string | null;
}

export interface ControlContext {
  readonly engine: Engine;
  readonly folder: RunFolder;
  readonly run: RunState;
  readonly epochs: number;
  readonly batchesPerEpoch: number;
  readonly saveModel: (absolutePath: string) => Promise<void>;
  readonly modelConfig: () => string;
  readonly now: () => number;
  readonly emit: (event: TrainingEvent) => void;
}

/** A control, and the weights that its callback keeps. */
export interface CallbackControl extends TrainingControl {
  /** `null` when it keeps none. */
  keptWeights: readonly Float32Array[] | null;
}

/** What one callback may do to a run. Each callback has its own, so that weights kept by one are not lost to another. */
export function createControl(context: ControlContext): CallbackControl {
  const { engine, folder, run, emit } = context;
  const reportIf = (isNew: boolean, path: string) => {
    if (isNew) emit({ type: 'fileWritten', path });
  };
  const control: CallbackControl = {
    keptWeights: null,
    get learningRate() {
      return engine.learningRate;
    },
    set learningRate(rate) {
      engine.learningRate = Math.fround(rate);
    },
    get step() {
      return run.step;
    },
    epochs: context.epochs,
    batchesPerEpoch: context.batchesPerEpoch,
    stop(reason) {
      run.stopReason ??= reason;
    },
    say: (text) => emit({ type: 'message', text }),
    warn: (text) => emit({ type: 'warning', text }),
    direction: logDirection,
    async keepWeights() {
      const kept: Float32Array[] = [];
      for (let i = 0; i < engine.weights.length; i++) kept.push(await engine.readWeight(i));
      control.keptWeights = kept;
    },
    async restoreKeptWeights() {
      if (!control.keptWeights) throw new Error('there are no kept weights to restore');
      for (const [i, values] of control.keptWeights.entries()) await engine.writeWeight(i, values);
    },
    async saveModel(path) {
      await engine.syncModel();
      await folder.writeWith(path, context.saveModel);
      emit({ type: 'fileWritten', path });
    },
    async removeFile(path) {
      await folder.remove(path);
      emit({ type: 'fileRemoved', path });
    },
    writeText: async (path, text) => reportIf(await folder.writeText(path, text), path),
    appendText: async (path, text) => reportIf(await folder.append(path, text), path),
    appendBytes: async (path, bytes) => reportIf(await folder.append(path, bytes), path),
    readText: (path) => folder.readText(path),
    async *weights() {
      for (const [i, { path }] of engine.weights.entries())
        yield { path, values: await engine.readWeight(i) };
    },
    modelConfig: context.modelConfig,
    now: context.now,
  };
  return control;
}
