import type { CallbackSpec } from '../../../../src/language/callbacks';
import { createCallbacks } from '../../../../src/run/training/callbacks';
import type { Logs } from '../../../../src/run/training/callbacks/callback';
import { type MemoryRun, memoryRun } from '../memory-control';

/** A number, or the string that represents one in JSON. */
type Value = number | 'NaN' | 'Infinity' | '-Infinity';
type ScriptedLogs = Readonly<Record<string, Value>>;
type State = Readonly<Record<string, Value | null>>;

/** A scenario of test/reference/callbacks.json: scripted logs, and what Keras's callbacks did with them. */
export interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly learning_rate: number;
  readonly callbacks: readonly {
    readonly class: string;
    readonly config: Readonly<Record<string, unknown>>;
  }[];
  readonly files: Readonly<Record<string, string>>;
  readonly fits: readonly {
    readonly initial_epoch: number;
    readonly logs: readonly ScriptedLogs[];
    readonly batch_logs: readonly (readonly ScriptedLogs[])[] | null;
  }[];
  readonly expected: Outcome & { readonly construct_error: { readonly where: string } | null };
}

/** The results, with the names of the reference. */
export interface Outcome {
  readonly fits: readonly FitOutcome[];
  readonly files_at_end: Readonly<Record<string, { weights_of_epoch: number } | { text: string }>>;
}

interface FitOutcome {
  readonly error: { readonly where: string; readonly epoch: number | null } | null;
  readonly train_begin: { readonly files_written: readonly string[] } | null;
  readonly epochs: readonly EpochOutcome[];
  readonly train_end: {
    readonly files_written: readonly string[];
    readonly callbacks: readonly State[];
    readonly learning_rate: number;
    readonly stop_training: boolean;
    readonly weights_of_epoch: number;
  };
  readonly history: Readonly<Record<string, readonly Value[]>>;
  readonly history_epochs: readonly number[];
}

interface EpochOutcome {
  readonly epoch: number;
  readonly batches_run: number;
  readonly stop_training: boolean;
  readonly learning_rate: number;
  readonly files_written: readonly string[];
  readonly callbacks: readonly State[];
}

const types: Readonly<Record<string, string>> = {
  EarlyStopping: 'earlyStopping',
  ReduceLROnPlateau: 'reduceLROnPlateau',
  ModelCheckpoint: 'modelCheckpoint',
  TerminateOnNaN: 'terminateOnNaN',
  CSVLogger: 'csvLogger',
};

const renamed: Readonly<Record<string, string>> = {
  filepath: 'path',
  filename: 'path',
  min_lr: 'minLearningRate',
  save_freq: 'saveFrequency',
};

/** Keras's callbacks as options of ours; `verbose` has no counterpart. */
export function specsOf(scenario: Scenario): CallbackSpec[] {
  return scenario.callbacks.map(({ class: name, config }) => {
    const options = Object.entries(config)
      .filter(([key]) => key !== 'verbose')
      .map(([key, value]) => [
        renamed[key] ?? key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
        value,
      ]);
    return { type: types[name] ?? name, ...Object.fromEntries(options) };
  });
}

const directions = { loss: 'min', accuracy: 'max', mae: 'min', top_k_categorical_accuracy: 'max' } as const;

/**
 * Runs our callbacks through a scenario like Keras's `Model.fit`. `resumeAfter` stops after that many epochs of every fit, and
 * continues with new callbacks restored from the saved states, passed through JSON.
 */
export async function perform(
  scenario: Scenario,
  resumeAfter?: number,
): Promise<{ outcome: Outcome; run: MemoryRun }> {
  const specs = specsOf(scenario);
  let callbacks = createCallbacks(specs, {});
  const run = memoryRun({ learningRate: scenario.learning_rate, directions, files: scenario.files });
  const fits: FitOutcome[] = [];
  for (const fit of scenario.fits) fits.push(await performFit(fit));
  const files = [...run.files].map(([path, file]) => [
    path,
    'weightsOfEpoch' in file ? { weights_of_epoch: file.weightsOfEpoch } : file,
  ]);
  return { outcome: { fits, files_at_end: Object.fromEntries(files) }, run };

  async function performFit(fit: Scenario['fits'][number]): Promise<FitOutcome> {
    const epochs: EpochOutcome[] = [];
    const history: Record<string, Value[]> = {};
    const historyEpochs: number[] = [];
    let begin: FitOutcome['train_begin'] = null;
    let where = 'on_train_begin';
    let epoch: number | null = null;
    let error: FitOutcome['error'] = null;
    run.stopReason = null;
    run.written = [];
    try {
      for (const callback of callbacks) await callback.onTrainBegin?.(run.control);
      begin = { files_written: takeWritten() };
      for (const [i, scripted] of fit.logs.entries()) {
        if (i === resumeAfter) await resume();
        const now = fit.initial_epoch + i;
        epoch = now;
        const logs = sorted(scripted);
        where = 'on_epoch_begin';
        for (const callback of callbacks) await callback.onEpochBegin?.(now, run.control);
        run.weights = now + 1;
        where = 'batch';
        const batches = fit.batch_logs?.[i]?.map(sorted) ?? [withoutValidation(logs)];
        let batchesRun = 0;
        for (const [batch, batchLogs] of batches.entries()) {
          for (const callback of callbacks) await callback.onBatchEnd?.(batch, { ...batchLogs }, run.control);
          batchesRun += 1;
          if (run.stopReason !== null) break;
        }
        where = 'on_epoch_end';
        for (const callback of callbacks) await callback.onEpochEnd?.(now, logs, run.control);
        for (const [name, value] of Object.entries(logs)) {
          history[name] = [...(history[name] ?? []), asJson(value)];
        }
        historyEpochs.push(now);
        epochs.push({
          epoch: now,
          batches_run: batchesRun,
          stop_training: run.stopReason !== null,
          learning_rate: run.learningRate,
          files_written: takeWritten(),
          callbacks: callbacks.map((callback) => stateInKerasNames(callback.state?.() ?? {})),
        });
        if (run.stopReason !== null) break;
      }
      where = 'on_train_end';
      epoch = null;
      for (const callback of callbacks) await callback.onTrainEnd?.(run.control);
    } catch {
      error = { where, epoch };
    }
    return {
      error,
      train_begin: begin,
      epochs,
      train_end: {
        files_written: takeWritten(),
        callbacks: callbacks.map((callback) => stateInKerasNames(callback.state?.() ?? {})),
        learning_rate: run.learningRate,
        stop_training: run.stopReason !== null,
        weights_of_epoch: run.weights,
      },
      history,
      history_epochs: historyEpochs,
    };
  }

  async function resume() {
    const states = JSON.parse(JSON.stringify(callbacks.map((callback) => callback.state?.())));
    callbacks = createCallbacks(specs, {});
    for (const [i, callback] of callbacks.entries()) {
      callback.restore?.(states[i]);
      await callback.onTrainBegin?.(run.control);
    }
  }

  function takeWritten() {
    const paths = [...new Set(run.written)].sort();
    run.written = [];
    return paths;
  }
}

/** The part of a callback's state that the reference contains. */
export function stateInKerasNames(state: Readonly<Record<string, unknown>>): State {
  const names = { wait: 'wait', best: 'best', bestEpoch: 'best_epoch', stoppedEpoch: 'stopped_epoch' };
  const wanted = Object.entries({ ...names, cooldownCounter: 'cooldown_counter' });
  return Object.fromEntries(
    wanted.filter(([ours]) => ours in state).map(([ours, keras]) => [keras, state[ours] as Value | null]),
  );
}

function sorted(logs: ScriptedLogs): Logs {
  return Object.fromEntries(
    Object.keys(logs)
      .sort()
      .map((name) => [name, Number(logs[name])]),
  );
}

function withoutValidation(logs: Logs): Logs {
  return Object.fromEntries(Object.entries(logs).filter(([name]) => !name.startsWith('val_')));
}

function asJson(value: number): Value {
  return Number.isFinite(value) ? value : (String(value) as Value);
}
