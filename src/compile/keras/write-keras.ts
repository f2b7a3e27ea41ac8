import type { FileSystem } from '../../base/codecs/file-system';
import type { ModelContent } from '../model-content';
import { kerasArchiveConfig } from './training-config';
import { kerasVersion } from './write-keras-h5';
import { writeWeightsInto } from './write-weights-h5';

/** The entries of a `.keras` archive. */
export const archiveNames = {
  metadata: 'metadata.json',
  config: 'config.json',
  weights: 'model.weights.h5',
} as const;

/**
 * Writes a whole model as a `.keras` archive, which Keras 3 loads with `keras.models.load_model`, compiled; with the
 * optimizer's state it goes on to train where it was. The file is replaced atomically. Attributes stand in its metadata.
 *
 * Throws `FileFormatError` when the file cannot be written, `RangeError` when the weights are not the plan's, and
 * what `content` throws; `path` is then as it was.
 */
export async function writeKeras(path: string, content: ModelContent, files: FileSystem): Promise<void> {
  await files.withTemporary(path, async (weights) => {
    await writeWeightsInto(weights, path, content, files);
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
