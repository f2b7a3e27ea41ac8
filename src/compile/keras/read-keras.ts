import { type FileSystem, longestText } from '../../base/codecs/file-system';
import { openStoredZip, type StoredZip } from '../../base/codecs/stored-zip';
import { FileFormatError } from '../../base/diagnostics/user-error';
import type { KerasConfig } from '../../layers/keras/keras-object';
import { isConfig, parseObject } from '../../layers/keras/keras-object';

import type { SavedModel } from '../model-content';
import { readWeightsFrom } from './read-weights-h5';
import { archiveNames } from './write-keras';

/**
 * Reads a `.keras` archive written by convspec or Keras 3, including the optimizer's state. The weights are copied to a
 * temporary file while they are read.
 *
 * Throws `FileFormatError` if the file does not exist or is not a zip archive, or if one of its entries is missing,
 * compressed, not JSON, or rejected for a reason given at `readKerasH5`.
 */
export async function readKeras(path: string, files: FileSystem): Promise<SavedModel> {
  const zip = await openStoredZip(path, files);
  const { compile_config: compiled, ...config } = await readObject(path, zip, archiveNames.config);
  if (!('class_name' in config && 'config' in config))
    throw refusal(path, `its entry "${archiveNames.config}" has no "class_name" and "config"`);
  const metadata = await readObject(path, zip, archiveNames.metadata);
  const texts = Object.entries(metadata).filter((entry): entry is [string, string] => {
    return typeof entry[1] === 'string';
  });
  let weightInfos: SavedModel['weightInfos'] = [];
  let optimizer: SavedModel['optimizer'] = null;
  for await (const saved of extracted(path, files)) ({ weightInfos, optimizer } = saved);
  return {
    path,
    config,
    compileConfig: isConfig(compiled) ? compiled : null,
    attributes: Object.fromEntries(texts),
    weightInfos,
    async *weights() {
      for await (const saved of extracted(path, files)) yield* saved.weights();
    },
    optimizer: optimizer && {
      ...optimizer,
      async *variables() {
        for await (const saved of extracted(path, files))
          if (saved.optimizer) yield* saved.optimizer.variables();
      },
    },
  };
}

/** Yields the weights of the archive once; the temporary file exists until the loop ends. */
async function* extracted(path: string, files: FileSystem): AsyncGenerator<SavedModel, void> {
  const scratch = await files.scratch(archiveNames.weights);
  try {
    const zip = await openStoredZip(path, files);
    const found = await zip.extract(archiveNames.weights, scratch.path);
    if (!found) throw refusal(path, `its entry "${archiveNames.weights}" is missing`);
    const expected = `a model written by Keras's model.save("name.keras")`;
    yield await readWeightsFrom({ path: scratch.path, files, shownAs: path, expected });
  } finally {
    await scratch.remove();
  }
}

async function readObject(path: string, zip: StoredZip, name: string): Promise<KerasConfig> {
  const text = await zip.text(name, longestText);
  if (text === undefined) throw refusal(path, `its entry "${name}" is missing`);
  const object = parseObject(text);
  if (!object) throw refusal(path, `its entry "${name}" is not a JSON object`);
  return object;
}

function refusal(path: string, reason: string): FileFormatError {
  const hint = `expected a model written by Keras's model.save("name.keras")`;
  return new FileFormatError(path, `cannot read: ${reason}`, hint);
}
