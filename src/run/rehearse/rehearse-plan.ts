import { UserError } from '../../base/diagnostics/user-error';
import { ownValue } from '../../base/values';
import type { ModelPlan } from '../../check/model-plan';
import type { CallbackSchema, CallbackSpec } from '../../language/callbacks';
import { templateFields } from '../../language/path-template';
import { imagesPerStep, withBatchSize } from '../training/batch-size';
import { bindCallbacks, builtInCallbacks, type CallbackTable, createCallbacks } from '../training/callbacks';
import type { Callback, Logs } from '../training/callbacks/callback';
import { logDirection } from '../training/logs';
import { train } from '../training/train';
import { TrainingError } from '../training/training-error';
import type { RecordedLogs } from './read-logs';
import type { Rehearsal, RehearsedEpoch } from './rehearsal';
import { createRehearsalEngine, createRehearsalFolder, rehearsalData } from './rehearsal-engine';

export interface RehearsePlanOptions {
  readonly callbacks?: CallbackTable;
  /** Batches per epoch, for callbacks that count them. */
  readonly batchesPerEpoch?: number | undefined;
}

/** The reason to stop at the end of the logs, which no callback uses. */
const logsEnd = 'the logs end';

/**
 * Trains a plan on recorded logs instead of data. Uses the loop and the callbacks of training, with an engine without a
 * model, and writes nothing.
 *
 * @throws UserError if the logs lack a log that a callback needs
 */
export async function rehearsePlan(
  plan: ModelPlan,
  recorded: RecordedLogs,
  { callbacks: kinds = builtInCallbacks, batchesPerEpoch }: RehearsePlanOptions = {},
): Promise<Rehearsal> {
  checkLogs(plan, recorded, kinds, batchesPerEpoch);
  const planned = plan.training.epochs;
  const logs = recorded.epochs.slice(0, planned);
  const replayed = await replay(plan, logs, kinds, batchesPerEpoch ?? 1);
  const { epochs, failure, restoredEpoch, warnings } = replayed;
  const stoppedEpoch = replayed.reason === null ? null : epochs.length;
  const cutShort = logs.length < planned && stoppedEpoch === null && failure === null;
  const tooMany = recorded.epochs.length > planned;
  return {
    name: plan.name,
    log: recorded.name,
    loggedEpochs: recorded.epochs.length,
    plannedEpochs: planned,
    initialLearningRate: Math.fround(plan.training.optimizer.learningRate),
    epochs,
    stoppedEpoch,
    reason: replayed.reason,
    failure,
    restoredEpoch,
    best: bestValues(plan, kinds, epochs),
    files: filesAtEnd(epochs),
    outlook: cutShort ? await lookAhead(plan, logs, kinds, batchesPerEpoch ?? 1) : null,
    notes: [
      ...recorded.notes,
      ...(tooMany
        ? [
            `the logs have ${recorded.epochs.length} epochs, but training.epochs is ${planned}; the others are ignored`,
          ]
        : []),
      ...warnings,
    ],
  };
}

/** Runs the callbacks on the logs once, until the logs end. */
async function replay(plan: ModelPlan, logs: readonly Logs[], kinds: CallbackTable, batchesPerEpoch: number) {
  const { optimizer } = plan.training;
  const callbacks = createCallbacks(plan.callbacks, plan.variables, kinds);
  const folder = createRehearsalFolder();
  const engine = createRehearsalEngine({
    epochs: logs,
    batchesPerEpoch,
    learningRate: optimizer.learningRate,
  });
  const seen: Omit<RehearsedEpoch, 'messages' | 'stop' | 'reason'>[] = [];
  const messages: string[][] = [];
  const warnings: string[] = [];
  const recorder: Callback = {
    onEpochEnd(epoch, _, control) {
      seen.push({
        epoch: epoch + 1,
        logs: logs[epoch] ?? {},
        learningRate: control.learningRate,
        ...folder.takeChanges(),
        callbacks: callbacks.map((callback, i) => ({
          type: plan.callbacks[i]?.type ?? '',
          ...callback.state?.(),
        })),
      });
      if (epoch + 1 === logs.length && epoch + 1 < plan.training.epochs) control.stop(logsEnd);
    },
  };
  // The images of a rehearsal are never used, so one image per batch is enough.
  const settled = withBatchSize(plan, 1);
  const run = train({
    plan: settled,
    engine,
    train: rehearsalData(batchesPerEpoch, imagesPerStep(settled)),
    validation: rehearsalData(1, 1),
    callbacks: [...callbacks, recorder],
    runFolder: folder,
    saveModel: async () => {},
    saveState: async () => {},
    modelConfig: () => '{}',
    specText: '',
    clock: () => 0,
    elapsed: () => 0,
  });
  let reason: string | null = null;
  let failure: string | null = null;
  try {
    for await (const event of run) {
      if (event.type === 'epochStart') messages.push([]);
      if (event.type === 'message') messages.at(-1)?.push(event.text);
      if (event.type === 'warning') warnings.push(event.text);
    }
    const { stopReason } = await run.result;
    reason = stopReason === logsEnd ? null : stopReason;
  } catch (error) {
    if (!(error instanceof TrainingError && error.cause instanceof UserError)) throw error;
    failure = error.cause.message;
  }
  const epochs = seen.map((epoch, i): RehearsedEpoch => {
    const stop = reason !== null && i === seen.length - 1;
    return { ...epoch, messages: messages[i] ?? [], stop, reason: stop ? reason : null };
  });
  const restoredEpoch = engine.restoredEpoch === null ? null : engine.restoredEpoch + 1;
  return { epochs, reason, failure, restoredEpoch, warnings, learningRate: engine.learningRate };
}

/** Replays the same run with the last logs repeated for every further epoch. */
async function lookAhead(
  plan: ModelPlan,
  logs: readonly Logs[],
  kinds: CallbackTable,
  batchesPerEpoch: number,
): Promise<Rehearsal['outlook']> {
  const last = logs.at(-1) ?? {};
  const further = new Array<Logs>(plan.training.epochs - logs.length).fill(last);
  const { reason, epochs, learningRate } = await replay(plan, [...logs, ...further], kinds, batchesPerEpoch);
  return { stoppedEpoch: reason === null ? null : epochs.length, reason, learningRate };
}

function bestValues(
  plan: ModelPlan,
  kinds: CallbackTable,
  epochs: readonly RehearsedEpoch[],
): Rehearsal['best'] {
  const directions = new Map<string, 'min' | 'max'>();
  for (const { log, mode } of watchedLogs(plan, kinds)) {
    const direction = mode === 'min' || mode === 'max' ? mode : logDirection(log);
    if (direction !== undefined && !directions.has(log)) directions.set(log, direction);
  }
  return [...directions].flatMap(([log, direction]) => {
    let best: { readonly value: number; readonly epoch: number } | undefined;
    for (const { epoch, logs } of epochs) {
      const value = ownValue(logs, log) ?? Number.NaN;
      const beats =
        best === undefined
          ? !Number.isNaN(value)
          : direction === 'max'
            ? value > best.value
            : value < best.value;
      if (beats) best = { value, epoch };
    }
    return best === undefined ? [] : [{ log, ...best }];
  });
}

/** The logs that callbacks monitor, with their `mode`. */
function watchedLogs({ callbacks }: ModelPlan, kinds: CallbackTable) {
  return bindCallbacks(callbacks, kinds).flatMap(({ monitor, spec }) =>
    monitor === undefined ? [] : [{ log: monitor, mode: spec.mode }],
  );
}

function filesAtEnd(epochs: readonly RehearsedEpoch[]): Rehearsal['files'] {
  const held = new Map<string, number>();
  for (const { epoch, saved, removed } of epochs) {
    for (const path of [...saved, ...removed]) held.delete(path);
    for (const path of saved) held.set(path, epoch);
  }
  return [...held].map(([path, epoch]) => ({ path, epoch }));
}

/** Fields of a path template that have a value in every epoch. */
const everPresent = ['epoch', 'batch', 'learning_rate'];

/**
 * Checks that recorded logs have what the callbacks of a plan read: the logs they monitor, and those used in their paths.
 *
 * @throws UserError for the first missing column, or if the number of batches is needed but unknown
 */
function checkLogs(
  plan: ModelPlan,
  { name, epochs }: RecordedLogs,
  kinds: CallbackTable,
  batchesPerEpoch: number | undefined,
): void {
  const columns = [...new Set(epochs.flatMap((logs) => Object.keys(logs)))].sort();
  for (const { spec, monitor, countsBatches } of bindCallbacks(plan.callbacks, kinds)) {
    const paths = kinds[spec.type]?.paths ?? {};
    for (const { log, use } of [
      ...(monitor === undefined ? [] : [{ log: monitor, use: 'monitors' }]),
      ...pathLogs(plan, spec, paths).map((log) => ({ log, use: 'uses in its path' })),
    ]) {
      if (columns.includes(log)) continue;
      throw new UserError(
        `${name} has no column "${log}", which ${spec.type} ${use}`,
        `available columns: ${columns.join(', ')}`,
      );
    }
    if (batchesPerEpoch === undefined && countsBatches) {
      throw new UserError(
        `${spec.type} counts batches, but logs do not contain the number of batches per epoch`,
        'set it with --batches-per-epoch, or the option batchesPerEpoch',
      );
    }
  }
}

function pathLogs(
  { variables }: ModelPlan,
  spec: CallbackSpec,
  paths: NonNullable<CallbackSchema['paths']>,
): readonly string[] {
  return Object.entries(paths).flatMap(([key, { template }]) => {
    const path = spec[key];
    if (!template || typeof path !== 'string') return [];
    return templateFields(path).filter(
      (field) => !everPresent.includes(field) && !Object.hasOwn(variables, field),
    );
  });
}
