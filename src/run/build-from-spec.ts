import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Diagnostic } from '../base/diagnostics/diagnostic';
import { UserError } from '../base/diagnostics/user-error';
import type { SpecSource } from '../base/source/read-source';
import type { ModelPlan } from '../check/model-plan';
import { readSoundSpec } from '../check/sound-spec';
import { type DiagramGroup, templateGroups } from '../describe/diagram/diagram-graph';
import { autoBackend, readBackendName } from '../language/backend-names';
import type { Overrides } from '../language/overrides';
import type { ImageSource } from './data/data-host';
import type { Host } from './host';
import type { Plugin } from './plugin';
import type { OpenedEngine, RunOptions, StartedRun } from './training/start-run';

/** Options of `buildFromSpec`. */
export interface BuildOptions {
  /** Overrides for values in the spec: `{ 'training.epochs': 5, 'input.shape': [96, 96, 3] }`. */
  readonly set?: Overrides;
  /** A name, `name:device`, several in order of preference, or `auto` (default: `training.backend`). */
  readonly backend?: string | readonly string[];
  /** Adds kinds of block, layer and callback, and backends; default: none. */
  readonly plugins?: readonly Plugin[];
}

/** The backend that `buildFromSpec` chose. */
export interface ChosenBackend {
  /** Name of the backend. */
  readonly name: string;
  /** The device it runs on, in words. */
  readonly device: string;
  /** Why it was chosen. */
  readonly reason: string;
  /** The backends that come earlier in the order but were not chosen, each with the reason. */
  readonly passedOver: readonly SkippedBackend[];
  /**
   * If no faster backend is available than plain JavaScript: why not, and what to do about it. The events of each run
   * contain it too.
   */
  readonly warning?: string;
}

/** A backend that was not chosen. */
export interface SkippedBackend {
  /** Name of the backend. */
  readonly name: string;
  /** Why it was not chosen. */
  readonly reason: string;
  /** If a package is missing: the command that installs it, and its size. */
  readonly install?: string;
}

/**
 * A compiled model that is ready to be trained.
 *
 * @typeParam Picture the type of an image to train on
 */
export interface BuiltModel<Picture = ImageSource> {
  /**
   * Compiled, with weights freshly initialized from `training.seed`. A run that is resumed on another backend has its own
   * model, which this is then.
   */
  readonly model: LayersModel;
  /** The checked network and its policies. */
  readonly plan: ModelPlan;
  /** The uses of the spec's templates, which `drawDiagram` draws frames around. */
  readonly groups: readonly DiagramGroup[];
  /** Warnings of the checker; notes are left out. */
  readonly warnings: readonly Diagnostic[];
  /** The backend chosen to train on, and why. */
  readonly backend: ChosenBackend;
  /**
   * Trains the model on the spec's data, or on `options.data`, and writes to a run folder.
   *
   * @throws UserError while a run of this model is in progress
   */
  train(options?: RunOptions<Picture>): Promise<StartedRun>;
}

/** Checks a spec, chooses a backend and compiles the model. */
export type BuildFromSpec<Picture = ImageSource> = (
  source: SpecSource,
  options?: BuildOptions,
) => Promise<BuiltModel<Picture>>;

/**
 * The pipeline on a host, from a spec to a trainable model:
 * read → check (parse, validate, expand, shapes, claims, rules) → choose a backend → compile.
 */
export function createBuildFromSpec<Picture>(
  host: Pick<Host<Picture>, 'readLocation' | 'backends' | 'training'>,
): BuildFromSpec<Picture> {
  return async (source, options = {}) => {
    const { plugins } = options;
    const sound = await readSoundSpec(source, host.readLocation, options);
    const { spec, plan } = sound;

    const { backendsWith } = await import('./backends/backend');
    const { chooseForSpec } = await import('./backends/choose-for-spec');
    const backends = backendsWith(await host.backends(), plugins);
    const choice = await chooseForSpec(sound, backends, options.backend);
    let compiled = await choice.backend.compile(plan);

    const openEngine = async (begunOn: string | null): Promise<OpenedEngine> => {
      const wanted = begunOn === null ? null : resumableOn(begunOn, options.backend ?? plan.training.backend);
      const used =
        wanted === null || begunOn === choice.backend.name
          ? choice
          : await chooseForSpec(sound, backends, wanted);
      if (used !== choice) compiled = await used.backend.compile(plan);
      const notice =
        used === choice
          ? null
          : `this run started on ${used.backend.name}, so it continues on ${used.backend.name} instead of ${choice.backend.name}; to use ${choice.backend.name}, start a new run`;
      return {
        engine: await used.backend.createEngine(compiled),
        memoryBytes: used.memoryBytes,
        notice,
        warning: used.warning,
      };
    };

    return {
      get model() {
        return compiled.model;
      },
      plan,
      groups: templateGroups(spec),
      warnings: sound.diagnostics.filter(({ severity }) => severity === 'warning'),
      backend: {
        name: choice.backend.name,
        device: choice.device,
        reason: choice.reason,
        passedOver: choice.passedOver,
        ...(choice.warning === undefined ? {} : { warning: choice.warning }),
      },
      train: oneAtATime(async (runOptions) => {
        const { startRun } = await import('./training/start-run');
        const { callbacksWith } = await import('./plugin');
        return startRun(
          {
            spec,
            plan,
            openEngine,
            directory: sound.source.directory ?? '.',
            callbacks: callbacksWith(plugins),
            inlineCallbacks: sound.inlineCallbacks,
            host: await host.training(),
          },
          runOptions,
        );
      }),
    };
  };
}

/**
 * The backend to resume a run on: the one it started on, if the caller leaves the choice open with `auto` or a list that
 * contains it; otherwise `null`.
 */
function resumableOn(begunOn: string, wanted: string | readonly string[]): string | null {
  if (typeof wanted === 'string') return wanted === autoBackend ? begunOn : null;
  return wanted.find((text) => readBackendName(text).name === begunOn) ?? null;
}

/** Makes `train` reject while a run that it started is in progress, because both would train the same weights. */
function oneAtATime<Picture>(train: BuiltModel<Picture>['train']): BuiltModel<Picture>['train'] {
  let isTraining = false;
  const end = () => {
    isTraining = false;
  };
  return async (options) => {
    if (isTraining) {
      throw new UserError(
        'the model is already being trained',
        'wait for the result of that run, or build another model from the spec',
      );
    }
    isTraining = true;
    try {
      const run = await train(options);
      run.result.then(end, end);
      return run;
    } catch (error) {
      end();
      throw error;
    }
  };
}
