import type { File } from 'h5wasm/node';
import type { FileSystem, Hdf5Library } from '../../base/codecs/file-system';
import {
  checkStorage,
  type Hdf5Place,
  hdf5FileSize,
  Refusal,
  readValues,
  textAttributes,
  withHdf5,
} from '../../base/hdf5/hdf5-file';
import type { KerasConfig } from '../../layers/keras/keras-object';
import { parseObject } from '../../layers/keras/keras-object';
import { type ModelHead, verified } from '../model-checksum';
import type { SavedModel } from '../model-content';
import { isWeightsFile, type LocatedWeight, locateByName } from './locate-weights';

/**
 * Reads a whole-model `.h5` file written by convspec, Keras 2 or Keras 3, or the weights written by Keras 2's
 * `model.save_weights`, without a network. Everything but the values of the weights is read and checked immediately.
 * Checksums are verified if convspec wrote the file. It never has an optimizer's state, which Keras cannot load from this
 * format.
 *
 * Throws `FileFormatError` if the file does not exist, is not HDF5, is damaged, refers to another file or contains no
 * model, or if a weight is missing, is not float32, or declares more values than the file can contain. A damaged file may
 * stay open in the library: to read it again in the same process, replace it rather than overwrite it in place.
 */
export async function readKerasH5(path: string, files: FileSystem): Promise<SavedModel> {
  const expected = `a model or weights written by Keras's model.save("name.h5") or model.save_weights("name.h5")`;
  const place: Hdf5Place = { path, files, shownAs: path, expected };
  const bytes = await hdf5FileSize(place);
  const { located, ...head } = await withHdf5(place, (file, library) => {
    const found = readKerasH5Head(file, library);
    checkStorage(file, library, found.located, bytes);
    return found;
  });
  return verified({
    path,
    ...head,
    async *weights() {
      for (const weight of located) {
        const { path, layer, name, shape } = weight;
        yield { path, layer, name, shape, values: await readValues(place, weight) };
      }
    },
    optimizer: null,
  });
}

/** Reads everything but the values of an open file. */
export function readKerasH5Head(
  file: File,
  library: Hdf5Library,
): ModelHead &
  Pick<SavedModel, 'order'> & { readonly located: readonly LocatedWeight[]; readonly optimizer: null } {
  const { model_config: model, training_config: training, ...attributes } = textAttributes(file);
  const isWeights = isWeightsFile(file);
  const config = isWeights ? null : parseModelConfig(model);
  const compileConfig = parseTraining(training);
  const { located, order } = isWeights
    ? locateByName(file, 'the file', library)
    : { located: locateWeights(file, library) };
  const weightInfos = located.map(({ path, layer, name, shape }) => ({ path, layer, name, shape }));
  return { config, compileConfig, attributes, weightInfos, located, order, optimizer: null };
}

function parseModelConfig(json: string | undefined): KerasConfig {
  if (json === undefined)
    throw new Refusal('the attribute "model_config" is missing: the file contains no model');
  const config = parseObject(json);
  if (config === undefined) throw new Refusal('the attribute "model_config" is not JSON');
  if (config === null || !('class_name' in config && 'config' in config))
    throw new Refusal('the attribute "model_config" has no "class_name" and "config"');
  return config;
}

function parseTraining(json: string | undefined): KerasConfig | null {
  if (json === undefined) return null;
  const config = parseObject(json);
  if (!config) throw new Refusal('the attribute "training_config" is not a JSON object');
  return config;
}

function locateWeights(file: File, library: Hdf5Library): LocatedWeight[] {
  const root = file.get('model_weights');
  if (!(root instanceof library.Group)) throw new Refusal('the group "model_weights" is missing');
  return locateByName(root, '"model_weights"', library).located;
}
