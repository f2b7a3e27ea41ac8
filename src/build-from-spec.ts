import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Backend } from './backend/backend';
import { checkSpec } from './check-spec';
import type { Diagnostic } from './diagnostics/diagnostic';
import { SpecError } from './diagnostics/spec-error';
import type { ModelPlan } from './plan/model-plan';
import { readSource, type SpecSource } from './source/read-source';
import { applyOverrides, type Overrides } from './spec/overrides';
import type { RunOptions, StartedRun } from './train/start-run';
import { type Plugin, vocabularyWith } from './vocabulary';

export interface BuildOptions {
  /** Values over what the spec says: `{ 'training.epochs': 5, 'input.shape': [96, 96, 3] }`. */
  readonly set?: Overrides;
  /** In place of `training.backend`: a name, several in order of preference, or `auto`. */
  readonly backend?: string | readonly string[];
  readonly plugins?: readonly (Plugin & { readonly backends?: Readonly<Record<string, Backend>> })[];
}

export interface BuiltModel {
  /** Compiled, its weights freshly initialized from `training.seed`. */
  readonly model: LayersModel;
  readonly plan: ModelPlan;
  readonly warnings: readonly Diagnostic[];
  /** What was chosen to train on, and why. */
  readonly backend: {
    readonly name: string;
    readonly device: string;
    readonly reason: string;
    readonly passedOver: readonly { readonly name: string; readonly reason: string }[];
  };
  /** Trains the model on the spec's data, or on that of the options, and writes into a run folder. Node only. */
  train(options?: RunOptions): Promise<StartedRun>;
}

/**
 * From a spec to a model that can be trained:
 * read → check (parse, validate, expand, shapes, claims, policy) → choose a backend → compile.
 *
 * @throws SpecError with every diagnostic when the spec has errors; UserError when it cannot be read, or no backend
 * can train it
 * @example
 * const { model, train } = await buildFromSpec('specs/icons-12.yaml', { set: { 'training.epochs': 2 } });
 * const run = await train({ out: 'runs/try', overwrite: true });
 * for await (const event of run) if (event.type === 'epochEnd') console.log(event.logs);
 */
export async function buildFromSpec(source: SpecSource, options: BuildOptions = {}): Promise<BuiltModel> {
  const { file, directory } = await readSource(source);
  const vocabulary = vocabularyWith(options.plugins);
  const { diagnostics, spec, plan } = checkSpec(file, vocabulary, (document) =>
    applyOverrides(document, options.set ?? {}),
  );
  if (!plan || !spec) throw new SpecError(diagnostics);

  const { builtInBackends } = await import('./backend');
  const { chooseBackend } = await import('./backend/choose-backend');
  const backends = Object.assign(
    {},
    builtInBackends,
    ...(options.plugins ?? []).map((plugin) => plugin.backends),
  );
  const choice = await chooseBackend(options.backend ?? plan.training.backend, backends, plan);
  const compiled = await choice.backend.compile(plan);

  return {
    model: compiled.model,
    plan,
    warnings: diagnostics.filter(({ severity }) => severity === 'warning'),
    backend: {
      name: choice.backend.name,
      device: choice.device,
      reason: choice.reason,
      passedOver: choice.passedOver,
    },
    async train(runOptions) {
      const { startRun } = await import('./train/start-run');
      const engine = await choice.backend.createEngine(compiled);
      try {
        return await startRun(
          { spec, plan, engine, directory: directory ?? '.', callbacks: vocabulary.callbacks },
          runOptions,
        );
      } catch (error) {
        engine.dispose();
        throw error;
      }
    },
  };
}
