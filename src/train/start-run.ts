import { relative, resolve, sep } from 'node:path';
import type { Engine } from '../backend/engine';
import { mapDataPaths } from '../data/data-paths';
import type { DataSet } from '../data/data-set';
import { type GivenRunData, openGivenRunData } from '../data/given-run-data';
import { openDataSets } from '../data/open-data-sets';
import { UserError } from '../diagnostics/user-error';
import type { Evaluation } from '../evaluate/evaluate';
import { kerasConfig } from '../formats/keras/keras-config';
import type { ModelPlan } from '../plan/model-plan';
import { renderSpec } from '../plan/render-spec';
import { createRunReport } from '../report/run-report';
import type { DataSpec } from '../spec/data';
import type { ModelSpec } from '../spec/model-spec';
import { type CallbackTable, createCallbacks } from './callbacks';
import { describeDiskUse, diskWarning, estimateDisk } from './disk-estimate';
import { freeSpace } from './free-space';
import { createNotices } from './notices';
import { checkSameRun, deviceWarning } from './resume';
import { openRunFolder, type RunFolder, reopenRunFolder } from './run-folder';
import { RunFolderError } from './run-folder-error';
import type { Progress, RunIdentity } from './run-state';
import { loadRun, newStateSlots, type StateSlots } from './run-state-slots';
import { saveModel } from './save-model';
import { type TrainingRun, train } from './train';

/** Where a run writes, and on what it trains. */
export interface RunOptions {
  /** The run folder; `runs/<name of the spec>` unless given. */
  readonly out?: string;
  /** Replaces an earlier run in that folder. */
  readonly overwrite?: boolean;
  /**
   * Whether an earlier run in that folder goes on where it stopped: `true` asks for one, `'auto'` starts anew where there
   * is none; default `false`. The run must be of the same spec, data and backend; only `training.epochs` may have grown.
   */
  readonly resume?: boolean | 'auto';
  /** Seconds between two savings of the state within an epoch; default 600, 0 for after every batch. */
  readonly stateInterval?: number;
  /** Data in place of the spec's section `data`. */
  readonly data?: GivenRunData;
  /** Ends the run after the current batch; everything is saved. */
  readonly signal?: AbortSignal;
}

export interface StartedRun extends TrainingRun {
  readonly train: DataSet;
  readonly validation: DataSet | null;
  /** Absolute path of the run folder. */
  readonly folder: string;
  /** Holds the weights as they are; when the run has ended, the final ones. */
  readonly engine: Engine;
  /** Of the final weights on the validation set, known once the run has ended; `null` without a set, and for a run cut short. */
  readonly evaluation: Promise<Evaluation | null>;
  /** A line for each thing that the run will write and how much it takes. */
  readonly diskUse: readonly string[];
}

/**
 * Opens the data and the run folder and starts to train.
 *
 * @param directory what relative paths in the spec start from
 * @throws UserError when the data or the folder cannot be used; nothing has been trained or removed by then
 */
export async function startRun(
  context: {
    readonly spec: ModelSpec;
    readonly plan: ModelPlan;
    readonly engine: Engine;
    readonly directory: string;
    readonly callbacks: CallbackTable;
  },
  options: RunOptions = {},
): Promise<StartedRun> {
  const { spec, plan, engine, directory, callbacks: kinds } = context;
  const notices = createNotices();
  const data = await openData(plan, directory, options.data, notices.warn);
  const out = resolve(options.out ?? `runs/${plan.name}`);
  const callbacks = createCallbacks(plan.callbacks, plan.variables, kinds);

  const estimate = estimateDisk(plan, data.train.size, kinds);
  const free = await freeSpace(out);
  const warning = free === undefined ? null : diskWarning(estimate, free);
  if (warning !== null) notices.warn(warning);

  const moved = plan.data === null ? null : movedData(plan.data, directory, out);
  const identity: RunIdentity = {
    plan: { ...plan, data: moved },
    backend: engine.backend,
    device: engine.device,
    classes: data.train.classes,
    images: data.train.size,
    validationImages: data.validation?.size ?? 0,
  };
  const { runFolder, states, progress } = await openRun(out, identity, options, notices.warn);
  if (progress) await engine.restore(progress.engine);
  const specText = renderSpec(moved === null ? spec : { ...spec, data: moved });
  const model = { plan, specText, classes: data.train.classes };
  const reported = { plan, engine, validation: data.validation, specText, specDirectory: directory };
  const report = createRunReport({ ...reported, ...(options.signal ? { signal: options.signal } : {}) });
  const run = train({
    plan,
    engine,
    train: data.train,
    validation: data.validation,
    callbacks,
    runFolder,
    saveModel: (path) => saveModel(path, engine, model),
    modelConfig: () => JSON.stringify(kerasConfig(plan)),
    specText,
    report,
    clock: () => Date.now() / 1000,
    notices,
    saveState: async (progress) => states.save({ identity, files: await runFolder.settle(), progress }),
    ...(progress ? { resumeFrom: withoutEngine(progress) } : {}),
    ...(options.stateInterval === undefined ? {} : { stateInterval: options.stateInterval }),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const evaluation = run.result.then(() => report.evaluation);
  // Whoever does not ask for it hears of a failed run from its result.
  evaluation.catch(() => undefined);
  const diskUse = describeDiskUse(estimate);
  return { ...run, ...data, engine, evaluation, folder: runFolder.path, diskUse };
}

/** The run folder, new or taken back to where the run in it stopped. */
async function openRun(
  out: string,
  identity: RunIdentity,
  { overwrite = false, resume = false }: RunOptions,
  warn: (text: string) => void,
): Promise<{ runFolder: RunFolder; states: StateSlots; progress: Progress | null }> {
  if (overwrite && resume !== false) {
    throw new UserError('a run is either overwritten or resumed', 'leave out overwrite, or resume');
  }
  const loaded = resume === false ? null : await loadRun(out, warn);
  if (loaded === null) {
    if (resume === true) {
      throw new RunFolderError(
        `there is no run to go on with in "${out}"`,
        'start one without --resume, or name its folder with --out',
      );
    }
    return { runFolder: await openRunFolder(out, { overwrite }), states: newStateSlots(out), progress: null };
  }
  const { saved, slots } = loaded;
  checkSameRun(saved.identity, identity, out);
  const { progress, files } = saved;
  if (progress === null) {
    // Stopped before it had begun: what it left is nothing to go on with.
    return { runFolder: await openRunFolder(out, { overwrite: true }), states: newStateSlots(out), progress };
  }
  const otherDevice = deviceWarning(saved.identity, identity);
  if (otherDevice !== null) warn(otherDevice);
  return { runFolder: await reopenRunFolder(out, files, warn), states: slots, progress };
}

/** Without what the engine has taken over, which is most of it. */
function withoutEngine({ engine: _, ...rest }: Progress): Omit<Progress, 'engine'> {
  return rest;
}

async function openData(
  plan: ModelPlan,
  directory: string,
  given: RunOptions['data'],
  warn: (text: string) => void,
): Promise<{ train: DataSet; validation: DataSet | null }> {
  if (given) return openGivenRunData(given, plan, warn);
  if (plan.data === null) {
    throw new UserError(
      'the spec names no data to train on',
      'add data: { train: { directory: … } }, one folder per class',
    );
  }
  const { input, classNames, classCount, training } = plan;
  const opened = await openDataSets(
    { data: plan.data, input, classNames, classCount, seed: training.seed },
    directory,
    { onWarning: warn },
  );
  for (const warning of opened.warnings) warn(warning);
  return { train: opened.train, validation: opened.validation };
}

/** The section `data` with its paths relative to another folder, so that the spec saved there finds the same images. */
function movedData(data: DataSpec, from: string, to: string): DataSpec {
  const moved = (path: string) => relative(to, resolve(from, path)).split(sep).join('/') || '.';
  return mapDataPaths(data, moved);
}
