import type { FileSystem } from '../../base/codecs/file-system';
import type { ModelPlan } from '../../check/model-plan';
import { classesAttribute, type ModelContent, specAttribute } from '../../compile/model-content';
import { writeModel } from '../../compile/model-formats';
import type { Engine } from '../backends/engine';

/** What a saved model contains in addition to its weights. */
export interface ModelIdentity {
  readonly plan: ModelPlan;
  /** The spec as YAML with all defaults filled in. */
  readonly specText: string;
  /** In the order of the network's outputs. */
  readonly classes: readonly string[];
}

/**
 * Writes an engine's model atomically, in the format given by the file name, with one weight in memory at a time. Includes
 * the optimizer state in formats where Keras does.
 */
export async function saveModel(
  path: string,
  engine: Engine,
  { plan, specText, classes }: ModelIdentity,
  files: FileSystem,
): Promise<void> {
  const content: ModelContent = {
    plan,
    learningRate: engine.learningRate,
    weights: (async function* () {
      for (const [i, { path, layer, name, shape }] of engine.weights.entries()) {
        yield { path, layer, name, shape, values: await engine.readWeight(i) };
      }
    })(),
    optimizer: {
      iterations: engine.iterations,
      readSlot: async (weight, slot) => {
        const index = engine.weights.findIndex(({ path }) => path === weight);
        return engine.readSlot(index, slot);
      },
    },
    attributes: { [specAttribute]: specText, [classesAttribute]: JSON.stringify(classes) },
  };
  await writeModel(path, content, files);
}
