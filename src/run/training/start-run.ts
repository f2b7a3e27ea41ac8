import { UserError } from '../../base/diagnostics/user-error';
import type { ModelPlan, SettledPlan } from '../../check/model-plan';
import { kerasConfig } from '../../compile/keras/keras-config';
import { renderSpec } from '../../describe/render-spec';
import type { InlineCallback } from '../../language/inline-callbacks';
import type { ModelSpec } from '../../language/model-spec';
import type { Engine } from '../backends/engine';
import type { ImageSource } from '../data/data-host';
import { mapDataPaths } from '../data/data-host';
import type { DataSet } from '../data/data-set';
import { type GivenRunData, openGivenRunData } from '../data/given-data';
import type { RunSets } from '../data/identity/identify';
import { fingerprintOf, type ImageRecord } from '../data/identity/image-record';
import type { Evaluation } from '../evaluate/evaluate';
import type { TrainingHost } from '../host';
import { createRunReport } from '../report/run-report';
import { settleBatchSize } from './batch-size';
import { bindCallbacks, type CallbackTable, createCallbacks } from './callbacks';
import { createInlineCallbacks } from './callbacks/inline';
import { type DiskEstimate, describeDiskUse, diskWarning, estimateDisk } from './disk-estimate';
import { createNotices, type Notices } from './event-queue';
import { changeWarning, checkSameClasses, checkSameRun, scheduleWarning } from './resume';
import { checkSameImages, keepRecord, loadSavedRecord } from './run-images';
import type { Progress, RunIdentity } from './run-state';
import type { LoadedRun, RunFolder, RunLock, StateSlots } from './run-store';
import { saveModel } from './save-model';
import { type TrainingRun, train } from './train';
import { RunFolderError } from './training-error';

/** Options of a run. */
export interface RunOptions<Picture = ImageSource> {
  /** The run folder (default: `runs/<name of the spec>`). */
  readonly out?: string;
  /** Replaces an existing run in that folder. */
  readonly overwrite?: boolean;
  /**
   * Resumes the run in that folder (default: `false`). `true` requires one; `'auto'` starts a new run if there is none. The
   * run must have the same spec, data and backend; only `training.epochs` may have grown.
   */
  readonly resume?: boolean | 'auto';
  /** Seconds between saves of the state within an epoch (default: 600); 0 saves after every batch. */
  readonly stateInterval?: number;
  /** Data to use instead of the spec's section `data`. */
  readonly data?: GivenRunData<Picture>;
  /**
   * Callbacks that run after those of the spec: objects with hooks, or kinds from `defineCallback`. They are not saved with the
   * run, so pass them again on resume; default: none.
   */
  readonly callbacks?: readonly InlineCallback[];
  /** Ends the run after the current batch and saves everything. */
  readonly signal?: AbortSignal;
}

/** A run that has started, with its data and its engine. */
export interface StartedRun extends TrainingRun {
  /** The training set. */
  readonly train: DataSet;
  /** The validation set; `null` without one. */
  readonly validation: DataSet | null;
  /** The test set; `null` without one. */
  readonly test: DataSet | null;
  /** Absolute path of the run folder; in a browser, the name of the run in its store. */
  readonly folder: string;
  /** Contains the current weights, and the final ones once the run has ended. */
  readonly engine: Engine;
  /** The final weights on the validation set, once the run has ended; `null` without a set or if the run was interrupted. */
  readonly evaluation: Promise<Evaluation | null>;
  /** The same on the test set. */
  readonly testEvaluation: Promise<Evaluation | null>;
  /** One line for each kind of file that the run will write, with its size. */
  readonly diskUse: readonly string[];
}

/** The engine of a run. */
export interface OpenedEngine {
  readonly engine: Engine;
  /** Memory of the backend as reported by its probe, which `batchSize: auto` fills. */
  readonly memoryBytes: number | undefined;
  /** Why it runs on another backend than the one chosen for new runs; `null` if it does not. */
  readonly notice: string | null;
  /** Why a slow backend had to be chosen. */
  readonly warning?: string | undefined;
}

/** Everything needed to start a run. */
export interface RunContext<Picture> {
  readonly spec: ModelSpec;
  readonly plan: ModelPlan;
  /** Creates the engine; `begunOn` is the backend of the run to resume. */
  readonly openEngine: (begunOn: string | null) => Promise<OpenedEngine>;
  /** The folder that paths in the spec are relative to. */
  readonly directory: string;
  readonly callbacks: CallbackTable;
  /** Callbacks that the spec object contains as objects. */
  readonly inlineCallbacks: readonly InlineCallback[];
  readonly host: TrainingHost<Picture>;
}

/** The data of a run. */
interface RunData extends RunSets<DataSet> {
  /** The images of all sets; `null` if a program passed a data set, whose images cannot be identified. */
  readonly record: ImageRecord | null;
}

/** A run whose folder is locked. */
interface LockedRun<Picture> extends RunContext<Picture>, OpenedEngine {
  readonly out: string;
  /** The run to resume; `null` for a new run. */
  readonly loaded: LoadedRun | null;
  /** The images of the run to resume. */
  readonly record: ImageRecord | null;
  readonly data: RunData;
  readonly notices: Notices;
  readonly lock: RunLock;
}

/**
 * Opens the data and the run folder and starts training:
 *
 * ```
 * check the options ─▶ lock the folder ─▶ load an earlier run ─▶ create the engine ─▶ open the data
 *   ─▶ settle the batch size ─▶ take initial weights ─▶ open the folder ─▶ restore the engine ─▶ train
 * ```
 *
 * @throws UserError if the data or the folder cannot be used, before anything is trained or removed
 */
export async function startRun<Picture>(
  context: RunContext<Picture>,
  options: RunOptions<Picture> = {},
): Promise<StartedRun> {
  checkStart(context.plan, options);
  const { runs } = context.host;
  const notices = createNotices();
  const out = runs.locate(options.out ?? `runs/${context.plan.name}`);
  const lock = await runs.lock(out);
  let opened: OpenedEngine | null = null;
  try {
    const { resume = false } = options;
    const loaded = resume === false ? null : await runs.load(out, notices.warn);
    opened = await context.openEngine(loaded?.saved.identity.backend ?? null);
    if (opened.notice !== null) notices.say(opened.notice);
    if (opened.warning !== undefined) notices.warn(opened.warning);
    const record = loaded && (await loadSavedRecord(loaded.saved.identity, out, runs));
    const data = await openData(context, options.data, record, notices.warn);
    const single = singleClassWarning(data.train);
    if (single !== null) notices.warn(single);
    return await startLocked({ ...context, ...opened, out, loaded, record, data, notices, lock }, options);
  } catch (error) {
    opened?.engine.dispose();
    await lock.release();
    throw error;
  }
}

/** A warning if all training images are of one class; otherwise, or if their classes are unknown, `null`. */
function singleClassWarning({ classes, classSizes = [] }: DataSet): string | null {
  const [only, ...others] = classes.filter((_, i) => (classSizes[i] ?? 0) > 0);
  if (only === undefined || others.length > 0 || classes.length === 1) return null;
  return `all training images are of the class "${only}", so the network can only learn to always predict it; add images of other classes to the training set`;
}

function checkStart(
  { totals }: ModelPlan,
  { overwrite = false, resume = false }: Pick<RunOptions, 'overwrite' | 'resume'>,
): void {
  if (overwrite && resume !== false) {
    throw new UserError('overwrite and resume cannot be used together', 'remove one of them');
  }
  if (totals.trainableParams > 0) return;
  const why = totals.params === 0 ? 'it has no weights' : 'every block with weights is frozen';
  throw new UserError(
    `the network has nothing to train: ${why}`,
    'make at least one block with weights trainable: remove its trainable: false',
  );
}

async function startLocked<Picture>(
  run: LockedRun<Picture>,
  options: RunOptions<Picture>,
): Promise<StartedRun> {
  const { engine, directory, host, data, notices, lock } = run;
  const { signal, stateInterval } = options;
  const plan = settlePlan(run);
  const inline = [...run.inlineCallbacks, ...(options.callbacks ?? [])];
  const callbacks = [
    ...createCallbacks(plan.callbacks, plan.variables, run.callbacks),
    ...createInlineCallbacks(inline, plan.variables),
  ];
  const estimate = await estimateDiskUse(run, plan);
  const identity = await identityOf(run, plan);
  // Before the folder is opened, because overwriting a run removes the weights in it.
  await takeWeights(run, plan);
  const { runFolder, states, progress } = await openRun(run, identity, options);
  // Before the first state, which refers to it by its fingerprint.
  if (data.record) await keepRecord(data.record, run.out, host.runs);
  if (progress) await engine.restore(progress.engine);

  const specText = keptSpec(run.spec, identity.plan);
  const model = { plan, specText, classes: data.train.classes };
  const report = createRunReport({
    plan,
    engine,
    validation: data.validation,
    test: data.test,
    specText,
    specDirectory: directory,
    host: host.report,
    ...(signal ? { signal } : {}),
  });
  const training = train({
    plan,
    engine,
    train: data.train,
    validation: data.validation,
    testImages: data.test?.size ?? 0,
    callbacks,
    runFolder,
    saveModel: (path) => saveModel(path, engine, model, host.files),
    modelConfig: () => JSON.stringify(kerasConfig(plan)),
    specText,
    report,
    clock: () => Date.now() / 1000,
    elapsed: () => performance.now() / 1000,
    notices,
    async saveState(progress) {
      await lock.check();
      await states.save({ identity, files: await runFolder.settle(), progress });
    },
    release: lock.release,
    ...(progress ? { resumeFrom: withoutEngine(progress) } : {}),
    ...(stateInterval === undefined ? {} : { stateInterval }),
    ...(signal ? { signal } : {}),
  });
  const evaluation = training.result.then(() => report.evaluations.validation);
  const testEvaluation = training.result.then(() => report.evaluations.test);
  // A failed run is reported by its result, so a caller may ignore these promises.
  evaluation.catch(() => undefined);
  testEvaluation.catch(() => undefined);
  const diskUse = describeDiskUse(estimate);
  const { train: trained, validation, test } = data;
  const sets = { train: trained, validation, test };
  return { ...training, ...sets, engine, evaluation, testEvaluation, folder: runFolder.path, diskUse };
}

/** Settles the batch size of the plan; a resumed run keeps its own. */
function settlePlan<Picture>(run: LockedRun<Picture>): SettledPlan {
  const { plan, message } = settleBatchSize(run.plan, {
    backend: run.engine.backend,
    memoryBytes: run.memoryBytes,
    images: run.data.train.size,
    begunWith: run.loaded?.saved.identity.plan.training.batchSize,
  });
  if (message !== null) run.notices.say(message);
  return plan;
}

/** Estimates what the run will write, and warns if that does not fit on the disk. */
async function estimateDiskUse<Picture>(run: LockedRun<Picture>, plan: SettledPlan): Promise<DiskEstimate> {
  const estimate = estimateDisk(plan, run.data.train.size, run.callbacks);
  const free = await run.host.runs.freeSpace(run.out);
  const warning = free === undefined ? null : diskWarning(estimate, free);
  if (warning !== null) run.notices.warn(warning);
  return estimate;
}

/** The identity of the run, with paths relative to the run folder. */
async function identityOf<Picture>(run: LockedRun<Picture>, plan: SettledPlan): Promise<RunIdentity> {
  const { engine, data, directory, out } = run;
  const moved = (path: string) => run.host.runs.movedPath(path, directory, out);
  const { initialWeights } = plan;
  return {
    plan: {
      ...plan,
      data: plan.data && mapDataPaths(plan.data, moved),
      ...(initialWeights && { initialWeights: { ...initialWeights, path: moved(initialWeights.path) } }),
    },
    backend: engine.backend,
    device: engine.device,
    classes: data.train.classes,
    images: data.train.size,
    validationImages: data.validation?.size ?? 0,
    testImages: data.test?.size ?? 0,
    fingerprint: data.record && (await fingerprintOf(data.record)),
  };
}

async function takeWeights<Picture>(run: LockedRun<Picture>, plan: SettledPlan): Promise<void> {
  const { initialWeights } = plan;
  if (!initialWeights || run.loaded?.saved.progress) return;
  const { takeInitialWeights } = await import('./initial-weights');
  const { classes } = run.data.train;
  const initial = { plan, initialWeights, classes, document: run.spec.document };
  run.notices.say(await takeInitialWeights(initial, run.engine, run.directory, run.host));
}

/** The spec to save in the run folder: with the settled values, and paths relative to that folder. */
function keptSpec(spec: ModelSpec, { training, initialWeights, data }: SettledPlan): string {
  const settled = { ...spec, training, initialWeights: initialWeights ?? null };
  return renderSpec(data === null ? settled : { ...settled, data });
}

/** Opens a new run folder, or resets an existing one to where its run stopped. */
async function openRun<Picture>(
  { out, loaded, record, data, host: { runs }, notices: { warn }, callbacks }: LockedRun<Picture>,
  identity: RunIdentity,
  { overwrite = false, resume = false }: RunOptions<Picture>,
): Promise<{ runFolder: RunFolder; states: StateSlots; progress: Progress | null }> {
  if (loaded === null) {
    if (resume === true) {
      throw new RunFolderError(
        `no run to resume in "${out}"`,
        'start one without --resume, or give its folder with --out',
      );
    }
    return { runFolder: await runs.open(out, { overwrite }), states: runs.newStates(out), progress: null };
  }
  const { saved, slots } = loaded;
  checkSameRun(saved.identity, identity, out);
  checkSameImages(record, data.record, out);
  checkSameClasses(saved.identity, identity, out);
  const { progress, files } = saved;
  if (progress === null) {
    // The run stopped before training started, so there is nothing to resume from.
    return { runFolder: await runs.open(out, { overwrite: true }), states: runs.newStates(out), progress };
  }
  const change = changeWarning(saved.identity, identity);
  if (change !== null) warn(change);
  const trained = progress.epoch + (progress.batch > 0 || progress.trained ? 1 : 0);
  const rates = scheduleWarning(
    saved.identity,
    identity,
    bindCallbacks(identity.plan.callbacks, callbacks),
    trained,
  );
  if (rates !== null) warn(rates);
  const runFolder = await runs.reopen(out, files, warn);
  // The report shows the messages of the run.
  const messages = rates === null ? progress.messages : [...progress.messages, rates];
  return { runFolder, states: slots, progress: { ...progress, messages } };
}

/** Without the engine's state, which is most of it and already restored. */
function withoutEngine({ engine: _, ...rest }: Progress): Omit<Progress, 'engine'> {
  return rest;
}

async function openData<Picture>(
  { plan, directory, host: { pictures, openDataSets } }: RunContext<Picture>,
  given: RunOptions<Picture>['data'],
  record: ImageRecord | null,
  warn: (text: string) => void,
): Promise<RunData> {
  if (given) return openGivenRunData(given, plan, pictures, warn);
  if (plan.data === null) {
    throw new UserError(
      'the spec has no training data',
      'add data: { train: { directory: … } }, with one subfolder per class',
    );
  }
  const { input, classNames, classCount, training } = plan;
  const opened = await openDataSets(
    { data: plan.data, input, classNames, classCount, seed: training.seed },
    directory,
    { record, onWarning: warn },
  );
  for (const warning of opened.warnings) warn(warning);
  return opened;
}
