import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { builtInBackends } from '../backend';
import { chooseBackend } from '../backend/choose-backend';
import type { Engine } from '../backend/engine';
import { checkSpec } from '../check-spec';
import { decodeImage } from '../data/decode-image';
import { UserError } from '../diagnostics/user-error';
import { FileFormatError } from '../formats/file-format-error';
import { type KerasH5File, readKerasH5 } from '../formats/keras/read-keras-h5';
import type { ModelPlan } from '../plan/model-plan';
import { SourceFile } from '../source/source-file';
import { classesAttribute, specAttribute } from '../train/save-model';
import { type Plugin, vocabularyWith } from '../vocabulary';

export interface Prediction {
  readonly class: string;
  readonly probability: number;
}

const resave = 'use a model that convspec saved, as it saved it';

/** A trained model with its spec and class order, ready to classify pictures. */
export interface Classifier {
  readonly plan: ModelPlan;
  readonly classes: readonly string[];
  readonly backend: { readonly name: string; readonly device: string };
  /** Every class with its probability, the likeliest first. The picture is prepared as in training. @throws DataError */
  classify(picture: string | Uint8Array): Promise<readonly Prediction[]>;
  /** Frees the weights too. */
  dispose(): void;
}

/**
 * Opens a model that a run saved: a `.h5` file, or a run folder, of which it takes `model.h5`.
 *
 * @throws FileFormatError when the file is damaged or holds no spec; UserError when no backend can run it
 */
export async function loadClassifier(
  path: string,
  options: { readonly backend?: string | readonly string[]; readonly plugins?: readonly Plugin[] } = {},
): Promise<Classifier> {
  const file = await modelFile(path);
  const saved = await readKerasH5(file);
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

  const choice = await chooseBackend(options.backend ?? 'auto', builtInBackends, plan);
  const compiled = await choice.backend.compile(plan);
  const engine = await choice.backend.createEngine(compiled);
  const dispose = () => {
    engine.dispose();
    compiled.model.dispose();
  };
  try {
    await writeWeights(saved, engine, file);
  } catch (error) {
    dispose();
    throw error;
  }

  return {
    plan,
    classes,
    backend: { name: choice.backend.name, device: choice.device },
    async classify(picture) {
      const scores = await engine.predictBatch(await decodeImage(picture, plan.input), 1);
      return classes
        .map((name, i) => ({ class: name, probability: scores[i] ?? Number.NaN }))
        .sort((a, b) => b.probability - a.probability);
    },
    dispose,
  };
}

/** The file that a path given by the user stands for. */
async function modelFile(path: string): Promise<string> {
  const entryAt = (place: string) => stat(place).catch(() => null);
  const entry = await entryAt(path);
  if (!entry?.isDirectory()) {
    if (entry) return path;
    throw new UserError(`"${path}": no model is there`, 'give a run folder, or a .h5 file that a run saved');
  }
  const file = join(path, 'model.h5');
  if (await entryAt(file)) return file;
  throw new UserError(
    `"${path}": the folder holds no model.h5`,
    'give the folder of a run that has ended, or a .h5 file that it saved',
  );
}

/** Gives an engine the weights of a file, which must be exactly those of its plan. */
async function writeWeights(saved: KerasH5File, engine: Engine, file: string): Promise<void> {
  const indexes = new Map(
    engine.weights.map((weight, i) => [weight.path, { i, shape: weight.shape.join() }]),
  );
  for await (const weight of saved.weights()) {
    const target = indexes.get(weight.path);
    if (target?.shape !== weight.shape.join()) {
      throw new FileFormatError(file, `its weight "${weight.path}" is not that of its spec`, resave);
    }
    await engine.writeWeight(target.i, weight.values);
    indexes.delete(weight.path);
  }
  if (indexes.size > 0)
    throw new FileFormatError(file, `it lacks the weights ${[...indexes.keys()].join(', ')}`, resave);
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
