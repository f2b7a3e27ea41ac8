import { open } from 'node:fs/promises';
import type { Dataset, File, Group } from 'h5wasm/node';
import type { KerasConfig } from '../../layers/keras-object';
import { FileFormatError } from '../file-format-error';
import { closeQuietly, hdf5Library, hdf5Reason, readFloats, readNames } from './hdf5';
import type { KerasWeight } from './write-keras-h5';

/** What a `.h5` file of Keras holds. */
export interface KerasH5File {
  /** The `model_config`: an object with `class_name` and `config`, otherwise as Keras or whoever wrote it. */
  readonly config: KerasConfig;
  /** All text attributes of the file, `model_config` and `training_config` excepted. */
  readonly attributes: Readonly<Record<string, string>>;
  /** All weights without their values, layer by layer in the file's order. */
  readonly weightInfos: readonly Omit<KerasWeight, 'values'>[];
  /** The same with their values, which are read one at a time. Throws {@link FileFormatError}. */
  weights(): AsyncGenerator<KerasWeight, void>;
}

/** Any weight with the place of its dataset in the file. */
type LocatedWeight = Omit<KerasWeight, 'values'> & { readonly dataset: string };

/** A reason found by us; the library's own failures are translated by `hdf5Reason`. */
class Refusal extends Error {}

/**
 * Reads a whole-model `.h5` file, ours or Keras's own (2 and 3). Everything but the weights' values is read and
 * checked at once.
 *
 * Throws {@link FileFormatError} when there is no such file, it is not HDF5, it is damaged, it holds no model, or a
 * weight is missing, is not float32, or claims more values than the file can hold. A damaged file may stay open in
 * the library: to read it again in the same process, replace it rather than overwrite it in place.
 */
export async function readKerasH5(path: string): Promise<KerasH5File> {
  const bytes = await hdf5FileSize(path);
  const { located, ...head } = await withFile(path, (file, library) => {
    const config = parseModelConfig(text(file, 'model_config'));
    const attributes: Record<string, string> = {};
    for (const name of Object.keys(file.attrs)) {
      const value = text(file, name);
      if (value !== undefined && name !== 'model_config' && name !== 'training_config')
        attributes[name] = value;
    }
    const located = locateWeights(file, library);
    checkSize(located, bytes);
    return { config, attributes, located };
  });
  return {
    ...head,
    weightInfos: located.map(({ dataset: _, ...info }) => info),
    async *weights() {
      for (const { dataset, ...info } of located) {
        const values = await withFile(path, (file, { Dataset }) =>
          readFloats(new Dataset(file.file_id, dataset), info.shape),
        );
        yield { ...info, values };
      }
    },
  };
}

type Library = Awaited<ReturnType<typeof hdf5Library>>;

/** Opens the file for one synchronous step, so that it never stays open between two. */
async function withFile<T>(path: string, step: (file: File, library: Library) => T): Promise<T> {
  const library = await hdf5Library();
  let file: File | undefined;
  try {
    file = new library.File(path, 'r');
    return step(file, library);
  } catch (cause) {
    if (cause instanceof Refusal) throw refusal(path, cause.message);
    throw new FileFormatError(
      path,
      `cannot read: ${hdf5Reason(cause)}`,
      'the file is damaged or was cut short: save it again',
      { cause },
    );
  } finally {
    if (file) closeQuietly(file);
  }
}

function refusal(path: string, reason: string): FileFormatError {
  const hint = 'expected a whole model as model.save("name.h5") of Keras writes it';
  return new FileFormatError(path, `cannot read: ${reason}`, hint);
}

/** Size of a file that begins as HDF5 files do. */
async function hdf5FileSize(path: string): Promise<number> {
  const start = Buffer.alloc(8);
  let size: number;
  try {
    const file = await open(path, 'r');
    try {
      size = (await file.stat()).size;
      await file.read(start, 0, 8, 0);
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const reason =
      { ENOENT: 'no such file', EISDIR: 'it is a folder', EACCES: 'permission denied' }[code] ?? code;
    throw new FileFormatError(path, `cannot read: ${reason}`, undefined, { cause: error });
  }
  if (size === 0) throw refusal(path, 'it is empty');
  if (start.toString('latin1', 0, 4) === 'PK\x03\x04')
    throw refusal(path, 'it is a zip archive, perhaps a .keras file');
  if (start.toString('latin1') !== '\x89HDF\r\n\x1a\n') throw refusal(path, 'it is not an HDF5 file');
  return size;
}

function text(group: Group, name: string): string | undefined {
  const value = group.attrs[name]?.value;
  return typeof value === 'string' ? value : undefined;
}

function parseModelConfig(json: string | undefined): KerasConfig {
  if (json === undefined) throw new Refusal('the attribute "model_config" is missing: it holds no model');
  let config: unknown;
  try {
    config = JSON.parse(json);
  } catch {
    throw new Refusal('the attribute "model_config" is not JSON');
  }
  const isModel =
    typeof config === 'object' && config !== null && 'class_name' in config && 'config' in config;
  if (!isModel) throw new Refusal('the attribute "model_config" has no "class_name" and "config"');
  return config as KerasConfig;
}

/** Follows `layer_names` and each layer's `weight_names` to the datasets. */
function locateWeights(file: File, library: Library): LocatedWeight[] {
  const root = file.get('model_weights');
  if (!(root instanceof library.Group)) throw new Refusal('the group "model_weights" is missing');
  const layers = readNames(root, 'layer_names');
  if (layers === undefined) throw new Refusal('the attribute "layer_names" of "model_weights" is missing');
  return layers.flatMap((layer) => {
    const group = root.get(layer);
    if (!(group instanceof library.Group)) throw new Refusal(`the group of layer "${layer}" is missing`);
    const names = readNames(group, 'weight_names');
    if (names === undefined) throw new Refusal(`the attribute "weight_names" of layer "${layer}" is missing`);
    return names.map((path) => {
      const dataset = group.get(path);
      if (!(dataset instanceof library.Dataset)) throw new Refusal(`the weight "${path}" is missing`);
      return {
        path: path.replace(/:0$/, ''),
        layer,
        name: path.replace(/^.*\//, '').replace(/:0$/, ''),
        shape: floatShape(dataset, path),
        dataset: dataset.path,
      };
    });
  });
}

function floatShape(dataset: Dataset, path: string): number[] {
  const { shape, virtual_sources: virtual } = dataset.metadata;
  if (dataset.dtype !== '<f') throw new Refusal(`the weight "${path}" is not little-endian float32`);
  if (shape === null || virtual !== undefined)
    throw new Refusal(`the weight "${path}" holds no values of its own`);
  if (dataset.filters.length > 0)
    throw new Refusal(`the weight "${path}" is compressed, which Keras never does`);
  return shape;
}

/** Uncompressed values take their place in the file: a shape that claims more is a lie that could fill the memory. */
function checkSize(weights: readonly LocatedWeight[], bytes: number): void {
  let rest = bytes;
  for (const { path, shape } of weights) {
    rest -= 4 * shape.reduce((product, size) => product * size, 1);
    if (!(rest >= 0)) {
      throw new Refusal(
        `the weight "${path}" of shape [${shape.join(', ')}] is larger than the file can hold`,
      );
    }
  }
}
