import type { Engine } from '../backend/engine';
import { writeKerasH5 } from '../formats/keras/write-keras-h5';
import type { ModelPlan } from '../plan/model-plan';

/** Attributes of a saved model that make it self-describing: the spec it came from, and its classes in order. */
export const specAttribute = 'convspec_spec';
export const classesAttribute = 'convspec_classes';

/** What a saved model says about itself beside its weights. */
export interface ModelIdentity {
  readonly plan: ModelPlan;
  /** The spec as YAML, every default explicit. */
  readonly specText: string;
  /** In the order of the network's outputs. */
  readonly classes: readonly string[];
}

/** Writes an engine's model as a Keras `.h5` file, atomically, one weight in memory at a time. */
export async function saveModel(
  path: string,
  engine: Engine,
  { plan, specText, classes }: ModelIdentity,
): Promise<void> {
  await writeKerasH5(path, {
    plan,
    learningRate: engine.learningRate,
    weights: (async function* () {
      for (const [i, { path, layer, name, shape }] of engine.weights.entries()) {
        yield { path, layer, name, shape, values: await engine.readWeight(i) };
      }
    })(),
    attributes: { [specAttribute]: specText, [classesAttribute]: JSON.stringify(classes) },
  });
}
