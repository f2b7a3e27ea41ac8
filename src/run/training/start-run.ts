import { UserError } from '../../base/diagnostics/user-error';
import type { ModelPlan } from '../../check/model-plan';
import { kerasConfig } from '../../compile/keras/keras-config';
import { renderSpec } from '../../describe/render-spec';
import type { ModelSpec } from '../../language/model-spec';
import type { Engine } from '../backends/engine';
import { mapDataPaths } from '../data/data-paths';
import type { DataSet } from '../data/data-set';
import { type GivenRunData, openGivenRunData } from '../data/given-run-data';
import type { ImageSource } from '../data/pictures';
import type { Evaluation } from '../evaluate/evaluate';
import type { TrainingPlatform } from '../host';
import { createRunReport } from '../report/run-report';
import { settleBatchSize } from './batch-size';
import { type CallbackTable, createCallbacks } from './callbacks';
import { describeDiskUse, diskWarning, estimateDisk } from './disk-estimate';
import { createNotices, type Notices } from './notices';
import { changeWarning, checkSameRun } from './resume';
import { RunFolderError } from './run-folder-error';
import type { Progress, RunIdentity } from './run-state';
import type { LoadedRun, RunFolder, RunStore, StateSlots } from './run-store';
import { saveModel } from './save-model';
import { type TrainingRun, train } from './train';

/** Where a run writes, and on what it trains. */
export interface RunOptions<Picture = ImageSource> {
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
  readonly data?: GivenRunData<Picture>;
  /** Ends the run after the current batch; everything is saved. */
  readonly signal?: AbortSignal;
}

export interface StartedRun extends TrainingRun {
  readonly train: DataSet;
  readonly validation: DataSet | null;
  /** Absolute path of the run folder; in a browser the run's name in its store. */
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
export async function startRun<Picture>(
  context: {
    readonly spec: ModelSpec;
    readonly plan: ModelPlan;
    readonly engine: Engine;
    /** What the backend has, as its probe says: what `batchSize: auto` fills. */
    readonly memoryBytes?: number | undefined;
    readonly directory: string;
    readonly callbacks: CallbackTable;
    readonly platform: TrainingPlatform<Picture>;
  },
  options: RunOptions<Picture> = {},
): Promise<StartedRun> {
  const { overwrite = false, resume = false } = options;
  if (overwrite && resume !== false) {
    throw new UserError('a run is either overwritten or resumed', 'leave out overwrite, or resume');
  }
  if (context.plan.totals.trainableParams === 0) {
    const why = context.plan.totals.params === 0 ? 'it has no weights' : 'every block with weights is frozen';
    throw new UserError(
      `the network has nothing to train: ${why}`,
      'let a block that has weights learn: one without trainable: false',
    );
  }
  const { runs } = context.platform;
  const notices = createNotices();
  const data = await openData(context.plan, context.directory, options.data, notices.warn, context.platform);
  const out = runs.locate(options.out ?? `runs/${context.plan.name}`);
  const { release } = await runs.lock(out);
  try {
    const loaded = resume === false ? null : await runs.load(out, notices.warn);
    return await startIn({ ...context, out, loaded, data, notices, release }, options);
  } catch (error) {
    await release();
    throw error;
  }
}

/** Starts to train in a folder that is locked. */
async function startIn<Picture>(
  context: Parameters<typeof startRun<Picture>>[0] & {
    readonly out: string;
    /** The earlier run to go on with; `null` for none. */
    readonly loaded: LoadedRun | null;
    readonly data: { readonly train: DataSet; readonly validation: DataSet | null };
    readonly notices: Notices;
    readonly release: () => Promise<void>;
  },
  options: RunOptions<Picture>,
): Promise<StartedRun> {
  const { engine, directory, callbacks: kinds, platform, out, loaded, data, notices, release } = context;
  const { runs, files } = platform;
  const settled = settleBatchSize(context.plan, {
    backend: engine.backend,
    memoryBytes: context.memoryBytes,
    images: data.train.size,
    begunWith: loaded?.saved.identity.plan.training.batchSize,
  });
  const { plan } = settled;
  if (settled.message !== null) notices.say(settled.message);
  const callbacks = createCallbacks(plan.callbacks, plan.variables, kinds);

  const estimate = estimateDisk(plan, data.train.size, kinds);
  const free = await runs.freeSpace(out);
  const warning = free === undefined ? null : diskWarning(estimate, free);
  if (warning !== null) notices.warn(warning);

  const moved = plan.data && mapDataPaths(plan.data, (path) => runs.movedPath(path, directory, out));
  const initialWeights = plan.initialWeights && {
    ...plan.initialWeights,
    path: runs.movedPath(plan.initialWeights.path, directory, out),
  };
  const identity: RunIdentity = {
    plan: { ...plan, data: moved, ...(initialWeights && { initialWeights }) },
    backend: engine.backend,
    device: engine.device,
    classes: data.train.classes,
    images: data.train.size,
    validationImages: data.validation?.size ?? 0,
  };
  // Before the folder is opened: to overwrite the run that the weights are of removes them.
  if (plan.initialWeights && !loaded?.saved.progress) {
    const { takeInitialWeights } = await import('./initial-weights');
    const initial = { plan, initialWeights: plan.initialWeights, document: context.spec.document };
    notices.say(await takeInitialWeights(initial, engine, directory, platform));
  }
  const { runFolder, states, progress } = await openRun(out, identity, loaded, options, notices.warn, runs);
  if (progress) await engine.restore(progress.engine);
  const spec = { ...context.spec, training: plan.training, initialWeights: initialWeights ?? null };
  const specText = renderSpec(moved === null ? spec : { ...spec, data: moved });
  const model = { plan, specText, classes: data.train.classes };
  const reported = {
    plan,
    engine,
    validation: data.validation,
    specText,
    specDirectory: directory,
    platform: platform.report,
  };
  const report = createRunReport({ ...reported, ...(options.signal ? { signal: options.signal } : {}) });
  const run = train({
    plan,
    engine,
    train: data.train,
    validation: data.validation,
    callbacks,
    runFolder,
    saveModel: (path) => saveModel(path, engine, model, files),
    modelConfig: () => JSON.stringify(kerasConfig(plan)),
    specText,
    report,
    clock: () => Date.now() / 1000,
    notices,
    saveState: async (progress) => states.save({ identity, files: await runFolder.settle(), progress }),
    release,
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
  loaded: LoadedRun | null,
  { overwrite = false, resume = false }: Pick<RunOptions, 'overwrite' | 'resume'>,
  warn: (text: string) => void,
  runs: RunStore,
): Promise<{ runFolder: RunFolder; states: StateSlots; progress: Progress | null }> {
  if (loaded === null) {
    if (resume === true) {
      throw new RunFolderError(
        `there is no run to go on with in "${out}"`,
        'start one without --resume, or name its folder with --out',
      );
    }
    return { runFolder: await runs.open(out, { overwrite }), states: runs.newStates(out), progress: null };
  }
  const { saved, slots } = loaded;
  checkSameRun(saved.identity, identity, out);
  const { progress, files } = saved;
  if (progress === null) {
    // Stopped before it had begun: what it left is nothing to go on with.
    return { runFolder: await runs.open(out, { overwrite: true }), states: runs.newStates(out), progress };
  }
  const change = changeWarning(saved.identity, identity);
  if (change !== null) warn(change);
  return { runFolder: await runs.reopen(out, files, warn), states: slots, progress };
}

/** Without what the engine has taken over, which is most of it. */
function withoutEngine({ engine: _, ...rest }: Progress): Omit<Progress, 'engine'> {
  return rest;
}

async function openData<Picture>(
  plan: ModelPlan,
  directory: string,
  given: RunOptions<Picture>['data'],
  warn: (text: string) => void,
  { pictures, openDataSets }: TrainingPlatform<Picture>,
): Promise<{ train: DataSet; validation: DataSet | null }> {
  if (given) return openGivenRunData(given, plan, pictures, warn);
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
