import type { Engine } from '../backend/engine';
import { checkSpec } from '../check-spec';
import { UserError } from '../diagnostics/user-error';
import { FileFormatError } from '../formats/file-format-error';
import type { ModelPlan } from '../plan/model-plan';
import { SourceFile } from '../source/source-file';
import { type Plugin, vocabularyWith } from '../vocabulary';

export interface Prediction {
  readonly class: string;
  readonly probability: number;
}

const resave = 'use a model that convspec saved, as it saved it';

export interface ClassifierOptions {
  /** What to run on: a name, several in order of preference, or `auto`, the default. */
  readonly backend?: string | readonly string[];
  readonly plugins?: readonly Plugin[];
}

/** A trained model with its spec and class order, ready to classify pictures. */
export interface Classifier {
  /** The model's file. */
  readonly file: string;
  readonly plan: ModelPlan;
  readonly classes: readonly string[];
  readonly backend: { readonly name: string; readonly device: string };
  /** Holds the weights. */
  readonly engine: Engine;
  /** Every class with its probability, the likeliest first. The picture is prepared as in training. @throws DataError */
  classify(picture: string | Uint8Array): Promise<readonly Prediction[]>;
  /** Frees the weights too. */
  dispose(): void;
}

/**
 * Opens a model that a run saved: a file in any format of models, or a run folder, of which it takes `model.h5`.
 *
 * @throws FileFormatError when the file is damaged or holds no spec; UserError when no backend can run it
 */
export async function loadClassifier(path: string, options: ClassifierOptions = {}): Promise<Classifier> {
  const { modelFile } = await import('./model-file');
  const { readModel } = await import('../formats/model-formats');
  const { matchedWeights } = await import('../formats/match-weights');
  const { classesAttribute, specAttribute } = await import('../train/save-model');
  const file = await modelFile(path);
  const saved = await readModel(file);
  const specText = saved.attributes[specAttribute];
  if (specText === undefined) {
    throw new FileFormatError(file, 'it holds no spec', resave);
  }
  const { plan, diagnostics } = checkSpec(
    new SourceFile(`${file}#${specAttribute}`, specText),
    vocabularyWith(options.plugins),
  );
  if (!plan)
    throw new FileFormatError(
      file,
      `its spec does not hold: ${diagnostics[0]?.message ?? 'it is empty'}`,
      resave,
    );
  const classes = readClasses(saved.attributes[classesAttribute], plan, file);

  const { builtInBackends } = await import('../backend');
  const { chooseBackend } = await import('../backend/choose-backend');
  const { decodeImage } = await import('../data/decode-image');
  const choice = await chooseBackend(options.backend ?? 'auto', builtInBackends, plan);
  const compiled = await choice.backend.compile(plan);
  const engine = await choice.backend.createEngine(compiled);
  const dispose = () => {
    engine.dispose();
    compiled.model.dispose();
  };
  try {
    const indexes = new Map(engine.weights.map(({ path }, i) => [path, i]));
    for await (const { path, values } of matchedWeights(saved, plan))
      await engine.writeWeight(indexes.get(path) ?? -1, values);
  } catch (error) {
    dispose();
    throw error;
  }

  return {
    file,
    plan,
    classes,
    backend: { name: choice.backend.name, device: choice.device },
    engine,
    async classify(picture) {
      const scores = await engine.predictBatch(await decodeImage(picture, plan.input), 1);
      return classes
        .map((name, i) => ({ class: name, probability: scores[i] ?? Number.NaN }))
        .sort((a, b) => b.probability - a.probability);
    },
    dispose,
  };
}

function readClasses(json: string | undefined, plan: ModelPlan, file: string): readonly string[] {
  let classes: unknown = plan.classNames;
  try {
    if (json !== undefined) classes = JSON.parse(json);
  } catch {
    classes = null;
  }
  if (
    Array.isArray(classes) &&
    classes.length === plan.classCount &&
    classes.every((name) => typeof name === 'string')
  ) {
    return classes;
  }
  throw new UserError(`"${file}": it does not say the names of its ${plan.classCount} classes`, resave);
}
