import { relative, resolve, sep } from 'node:path';
import type { Engine } from '../backend/engine';
import type { DataSet } from '../data/data-set';
import { openDataSets } from '../data/open-data-sets';
import { UserError } from '../diagnostics/user-error';
import { kerasConfig } from '../formats/keras/keras-config';
import type { ModelPlan } from '../plan/model-plan';
import { renderSpec } from '../plan/render-spec';
import type { DataSpec } from '../spec/data';
import type { ModelSpec } from '../spec/model-spec';
import { type CallbackTable, createCallbacks } from './callbacks';
import { describeDiskUse, diskWarning, estimateDisk } from './disk-estimate';
import { freeSpace } from './free-space';
import { createNotices } from './notices';
import { openRunFolder } from './run-folder';
import { saveModel } from './save-model';
import { type TrainingRun, train } from './train';

/** Where a run writes, and on what it trains. */
export interface RunOptions {
  /** The run folder; `runs/<name of the spec>` unless given. */
  readonly out?: string;
  /** Replaces an earlier run in that folder. */
  readonly overwrite?: boolean;
  /** Data in place of the spec's section `data`. */
  readonly data?: { readonly train: DataSet; readonly validation?: DataSet | null };
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

  const runFolder = await openRunFolder(out, { overwrite: options.overwrite === true, resume: false });
  const specText = renderSpec(
    plan.data === null ? spec : { ...spec, data: movedData(plan.data, directory, out) },
  );
  const identity = { plan, specText, classes: data.train.classes };
  const run = train({
    plan,
    engine,
    train: data.train,
    validation: data.validation,
    callbacks,
    runFolder,
    saveModel: (path) => saveModel(path, engine, identity),
    modelConfig: () => JSON.stringify(kerasConfig(plan)),
    specText,
    clock: () => Date.now() / 1000,
    notices,
    ...(options.signal ? { signal: options.signal } : {}),
  });
  return { ...run, ...data, engine, folder: runFolder.path, diskUse: describeDiskUse(estimate) };
}

async function openData(
  plan: ModelPlan,
  directory: string,
  given: RunOptions['data'],
  warn: (text: string) => void,
): Promise<{ train: DataSet; validation: DataSet | null }> {
  if (given) return { train: given.train, validation: given.validation ?? null };
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
  const { train, validation } = data;
  return {
    train: { ...train, directory: moved(train.directory) },
    ...(validation === undefined
      ? {}
      : { validation: 'directory' in validation ? { directory: moved(validation.directory) } : validation }),
  };
}
