import type { Engine } from '../backends/engine';
import type { TrainingControl } from './callbacks/callback';
import type { TrainingEvent } from './events';
import { logDirection } from './logs';
import type { RunFolder } from './run-store';

/** The state of the run that the loop shares with the callbacks' controls. */
export interface RunState {
  /** Optimizer steps so far. */
  step: number;
  /** The first reason given to stop. */
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

/** A control with the weights kept by its callback. */
export interface CallbackControl extends TrainingControl {
  /** `null` if it keeps none. */
  keptWeights: readonly Float32Array[] | null;
}

/** Creates the control of one callback. Each callback has its own, so that callbacks do not overwrite each other's kept weights. */
export function createControl(context: ControlContext): CallbackControl {
  const { engine, folder, run, emit } = context;
  const reportIf = (isNew: boolean, path: string) => {
    if (isNew) emit({ type: 'fileWritten', path });
  };
  let warnedOfRate = false;
  const checkRate = (rate: number) => {
    if (warnedOfRate || (rate > 0 && Number.isFinite(rate))) return;
    warnedOfRate = true;
    const effect = rate === 0 ? 'training has no effect' : 'the weights become unusable';
    emit({ type: 'warning', text: `the learning rate is ${rate} in float32, so ${effect}` });
  };
  const control: CallbackControl = {
    keptWeights: null,
    get learningRate() {
      return engine.learningRate;
    },
    set learningRate(rate) {
      engine.learningRate = Math.fround(rate);
      checkRate(engine.learningRate);
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
      if (!control.keptWeights) throw new Error('no weights were kept, so none can be restored');
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
