import type { FileSystem } from '../../base/codecs/file-system';
import type { ModelPlan } from '../../check/model-plan';
import { classesAttribute, type ModelContent, specAttribute } from '../../compile/model-content';
import { writeModel } from '../../compile/model-formats';
import type { Engine } from '../backends/engine';

/** What a saved model says about itself beside its weights. */
export interface ModelIdentity {
  readonly plan: ModelPlan;
  /** The spec as YAML, every default explicit. */
  readonly specText: string;
  /** In the order of the network's outputs. */
  readonly classes: readonly string[];
}

/**
 * Writes an engine's model in the format that the file's name says, atomically, one weight in memory at a time; with
 * the optimizer's state where Keras keeps it.
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
