import type { File } from 'h5wasm/node';
import type { Shape } from '../../layers/layer';
import type { ModelPlan } from '../../plan/model-plan';
import { replaceFile } from '../atomic-write';
import { FileFormatError } from '../file-format-error';
import { closeQuietly, hdf5Library, hdf5Reason, writeFloats, writeNames } from './hdf5';
import { kerasConfig } from './keras-config';
import { trainingConfig } from './training-config';

/** The version of Keras whose files ours are like. */
const kerasVersion = '3.15.1';

/** One weight of a model with its values, row-major. */
export interface KerasWeight {
  /** `<layer>/<weight>`: `conv1_conv/kernel`. */
  readonly path: string;
  readonly layer: string;
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array;
}

export interface KerasH5Content {
  readonly plan: ModelPlan;
  /** The optimizer's current one; the plan's unless given. */
  readonly learningRate?: number;
  /** Every weight of the plan once, in any order. Each is written before the next is asked for. */
  readonly weights: AsyncIterable<KerasWeight>;
  /** Further text attributes of the file: its spec, its class names. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/**
 * Writes a whole model that Keras 3 loads with `keras.models.load_model`, compiled, ready to train on; it does not
 * hold the optimizer's state, which Keras cannot load from this format. The file is replaced atomically.
 *
 * Throws {@link FileFormatError} when the file cannot be written, `RangeError` when the weights are not the plan's,
 * and what `weights` throws; `path` is then as it was.
 */
export async function writeKerasH5(path: string, content: KerasH5Content): Promise<void> {
  const { File, Group } = await hdf5Library();
  await replaceFile(path, async (temporary) => {
    const file = attempt(path, () => new File(temporary, 'w'));
    try {
      attempt(path, () => writeStructure(file, content));
      const missing = new Map(weightShapes(content.plan));
      for await (const weight of content.weights) {
        checkWeight(weight, missing.get(weight.path));
        missing.delete(weight.path);
        const { layer, name, shape, values } = weight;
        const group = new Group(file.file_id, `/model_weights/${layer}/${layer}`);
        attempt(path, () => writeFloats(group, name, shape, values));
      }
      if (missing.size > 0) throw new RangeError(`weights are missing: ${[...missing.keys()].join(', ')}`);
    } catch (error) {
      closeQuietly(file);
      throw error;
    }
    attempt(path, () => file.close());
  });
}

/** Runs a step of the HDF5 library and turns its failure into one that a person can read. */
function attempt<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (cause) {
    const hint = 'make sure that its folder is writable and has space left';
    throw new FileFormatError(path, `cannot write: ${hdf5Reason(cause)}`, hint, { cause });
  }
}

function writeStructure(file: File, { plan, learningRate, attributes = {} }: KerasH5Content): void {
  const root = file.create_group('model_weights');
  for (const group of [file, root]) {
    group.create_attribute('keras_version', kerasVersion);
    group.create_attribute('backend', 'tensorflow');
  }
  const texts = {
    model_config: JSON.stringify(kerasConfig(plan)),
    training_config: JSON.stringify(
      trainingConfig(plan.training, learningRate ?? plan.training.optimizer.learningRate),
    ),
    ...attributes,
  };
  for (const [name, text] of Object.entries(texts)) file.create_attribute(name, text);

  const layerNames = plan.layers.map((layer) => layer.name);
  writeNames(root, 'layer_names', layerNames);
  for (const { name, weights } of plan.layers) {
    const group = root.create_group(name);
    const weightNames = weights.map((weight) => `${name}/${weight.name}`);
    writeNames(group, 'weight_names', weightNames);
    if (weights.length > 0) group.create_group(name);
  }
  writeNames(root.create_group('top_level_model_weights'), 'weight_names', []);
}

function weightShapes(plan: ModelPlan): [path: string, shape: Shape][] {
  return plan.layers.flatMap((layer) =>
    layer.weights.map(({ name, shape }): [string, Shape] => [`${layer.name}/${name}`, shape]),
  );
}

function checkWeight({ path, shape, values }: KerasWeight, expected: Shape | undefined): void {
  if (expected === undefined) throw new RangeError(`weight "${path}" is not in the plan, or came twice`);
  const length = expected.reduce((product, size) => product * size, 1);
  if (shape.join() !== expected.join() || values.length !== length) {
    throw new RangeError(
      `weight "${path}": expected shape [${expected.join(', ')}], received [${shape.join(', ')}] with ${values.length} values`,
    );
  }
}
