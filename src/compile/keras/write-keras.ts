import type { File } from 'h5wasm/node';
import type { FileSystem } from '../../base/codecs/file-system';
import { writeFloats, writeNames } from '../../base/hdf5/hdf5';
import { attempt, createHdf5 } from '../../base/hdf5/hdf5-file';
import { plannedWeights } from '../match-weights';
import { checksumAttribute, ValueSums } from '../model-checksum';
import type { ModelContent } from '../model-content';
import { kerasConfig } from './keras-config';
import { readKerasH5Head } from './read-keras-h5';
import { kerasArchiveConfig, trainingConfig } from './training-config';
import { kerasLayerOrder } from './weight-order';
import { writeWeightsInto } from './write-weights-h5';

/** The entries of a `.keras` archive. */
export const archiveNames = {
  metadata: 'metadata.json',
  config: 'config.json',
  weights: 'model.weights.h5',
} as const;

/**
 * Writes a whole model as a `.keras` archive, which Keras 3 loads with `keras.models.load_model`, compiled. With the
 * optimizer's state, training continues where it stopped. The file is replaced atomically. Attributes are stored in its
 * metadata.
 *
 * Throws `FileFormatError` if the file cannot be written, `RangeError` if the weights are not the plan's, and anything
 * that `content` throws; `path` is then unchanged.
 */
export async function writeKeras(path: string, content: ModelContent, files: FileSystem): Promise<void> {
  await files.withTemporary(path, async (weights) => {
    await createHdf5(
      weights,
      path,
      files,
      async (...open) => void (await writeWeightsInto(...open, path, content)),
    );
    const metadata = { keras_version: kerasVersion, ...content.attributes };
    await files.replace(path, (temporary) =>
      files.writeZip(temporary, {
        [archiveNames.metadata]: { text: JSON.stringify(metadata) },
        [archiveNames.config]: {
          text: JSON.stringify(kerasArchiveConfig(content.plan, content.learningRate)),
        },
        [archiveNames.weights]: { file: weights },
      }),
    );
  });
}

/** The Keras version whose file format we write. */
export const kerasVersion = '3.15.1';

/**
 * Writes a whole model that Keras 3 loads with `keras.models.load_model`, compiled and ready to train. It does not
 * contain the optimizer's state, which Keras cannot load from this format. The file is replaced atomically. Its root has an
 * attribute with checksums.
 *
 * Throws `FileFormatError` if the file cannot be written, `RangeError` if the weights are not the plan's, and anything
 * that `weights` throws; `path` is then unchanged.
 */
export async function writeKerasH5(path: string, content: ModelContent, files: FileSystem): Promise<void> {
  await files.replace(path, (temporary) =>
    createHdf5(temporary, path, files, async (file, library) => {
      attempt(path, () => writeStructure(file, content));
      const sums = new ValueSums();
      for await (const { path: weight, layer, name, shape, values } of plannedWeights(content)) {
        const group = new library.Group(file.file_id, `/model_weights/${layer}/${layer}`);
        attempt(path, () => writeFloats(group, name, shape, values));
        sums.addWeight(weight, values);
      }
      attempt(path, () =>
        file.create_attribute(checksumAttribute, sums.text(readKerasH5Head(file, library))),
      );
    }),
  );
}

function writeStructure(file: File, { plan, learningRate, attributes = {} }: ModelContent): void {
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

  const layers = kerasLayerOrder(plan);
  writeNames(
    root,
    'layer_names',
    layers.map((layer) => layer.name),
  );
  for (const { name, weights } of layers) {
    const group = root.create_group(name);
    const weightNames = weights.map((weight) => `${name}/${weight.name}`);
    writeNames(group, 'weight_names', weightNames);
    if (weights.length > 0) group.create_group(name);
  }
  writeNames(root.create_group('top_level_model_weights'), 'weight_names', []);
}
