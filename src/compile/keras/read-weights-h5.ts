import type { File, Group } from 'h5wasm/node';
import type { FileSystem, Hdf5Library } from '../../base/codecs/file-system';
import {
  checkStorage,
  floatShape,
  type Hdf5Place,
  hdf5FileSize,
  type LocatedValues,
  Refusal,
  readValues,
  textAttribute,
  textAttributes,
  withHdf5,
} from '../../base/hdf5/hdf5-file';
import type { Shape } from '../../layers/shapes';

import { type ModelHead, verified } from '../model-checksum';
import type { SavedModel, SavedOptimizer } from '../model-content';
import { isWeightsFile, type LocatedWeight, locateByName, type NestedWeight, named } from './locate-weights';

interface LocatedOptimizer extends Omit<SavedOptimizer, 'variables'> {
  readonly located: readonly LocatedValues[];
}

/**
 * Reads a `.weights.h5` file written by convspec or Keras. The files of Keras 3 name layers, not weights: a weight's name
 * is its position in the layer, from 0. Checksums are verified if convspec wrote the file.
 *
 * Throws `FileFormatError` for the same reasons as `readKerasH5`.
 */
export async function readWeightsH5(path: string, files: FileSystem): Promise<SavedModel> {
  const expected = `weights written by Keras's model.save_weights("name.weights.h5")`;
  return verified(await readWeightsFrom({ path, files, shownAs: path, expected }));
}

/** Like {@link readWeightsH5}, for a file that errors name differently (`place.shownAs`), and without its checksums. */
export async function readWeightsFrom(place: Hdf5Place): Promise<SavedModel> {
  const bytes = await hdf5FileSize(place);
  const { located, optimizer, ...head } = await withHdf5(place, (file, library) => {
    const found = readWeightsHead(file, library);
    checkStorage(file, library, [...found.located, ...(found.optimizer?.located ?? [])], bytes);
    return found;
  });
  return {
    path: place.shownAs,
    ...head,
    async *weights() {
      for (const [i, info] of head.weightInfos.entries()) {
        const values = located[i];
        if (values) yield { ...info, values: await readValues(place, values) };
      }
    },
    optimizer: optimizer && savedOptimizer(place, optimizer),
  };
}

/** Reads everything but the values of an open file. */
export function readWeightsHead(
  file: File,
  library: Hdf5Library,
): ModelHead &
  Pick<SavedModel, 'order'> & {
    readonly located: readonly LocatedWeight[];
    readonly optimizer: LocatedOptimizer | null;
  } {
  const { located, order } = isWeightsFile(file)
    ? locateByName(file, 'the file', library)
    : { located: named(locateInLayers(file, library, [])) };
  return {
    config: null,
    compileConfig: null,
    attributes: textAttributes(file),
    weightInfos: located.map(({ path, layer, name, shape }) => ({ path, layer, name, shape })),
    optimizer: locateOptimizer(file, library),
    located,
    order,
  };
}

function savedOptimizer(place: Hdf5Place, { located, ...head }: LocatedOptimizer): SavedOptimizer {
  return {
    ...head,
    async *variables() {
      for (const values of located) yield await readValues(place, values);
    },
  };
}

/** The groups in which Keras 3 and Keras 2 store the layers of a model. */
const containers = ['layers', '_layer_checkpoint_dependencies'];

/**
 * The variables of each layer of a model or nested model, in the order of their classes and numbers. Older files do not
 * name the layers: there, a layer is called after its class and number among those with weights, as in `conv2d#0`.
 */
function locateInLayers(owner: Group, library: Hdf5Library, outer: readonly string[]): NestedWeight[] {
  const root = containers.map((name) => owner.get(name)).find((group) => group instanceof library.Group);
  if (!(root instanceof library.Group)) {
    if (outer.length > 0) return [];
    throw new Refusal('the group "layers" is missing');
  }
  const counts = new Map<string, number>();
  return root
    .keys()
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .flatMap((key) => {
      const group = root.get(key);
      const vars = varsOf(group, library);
      const inner = group instanceof library.Group ? containers.some((name) => group.get(name)) : false;
      if (vars === null && !inner) return [];
      const className = key.replace(/_\d+$/, '');
      const number = counts.get(className) ?? 0;
      if (inner || (vars && vars.keys().length > 0)) counts.set(className, number + 1);
      const own = (vars && textAttribute(vars, 'name')) ?? `${className}#${number}`;
      const path = [...outer, own];
      const weights = vars === null ? [] : variables(vars, library, path.join('/'));
      return [
        ...weights.map((values, i) => ({ ...values, path: values.label, layer: path, name: String(i) })),
        ...(inner && group instanceof library.Group ? locateInLayers(group, library, path) : []),
      ];
    });
}

/**
 * The counter of steps, the learning rate, and the slots. If the learning rate follows a schedule, Keras does not store
 * it. Optimizers that specs do not support can have other variables; their state is `null`.
 */
function locateOptimizer(file: File, library: Hdf5Library): LocatedOptimizer | null {
  const vars = varsOf(file.get('optimizer'), library);
  if (vars === null) return null;
  const iterations = scalar(vars, '0', library);
  if (iterations === null) return null;
  const learningRate = scalar(vars, '1', library);
  const located = variables(vars, library, 'optimizer', learningRate === null ? 1 : 2);
  const shapes = located.map(({ shape }): Shape => shape);
  return { iterations, learningRate, shapes, located };
}

/** A finite number; `null` if the variable is missing or something else. */
function scalar(vars: Group, name: string, { Dataset }: Hdf5Library): number | null {
  const dataset = vars.get(name);
  if (!(dataset instanceof Dataset) || dataset.metadata.shape?.length !== 0) return null;
  const value = Number(dataset.value);
  return Number.isFinite(value) ? value : null;
}

function varsOf(owner: unknown, { Group }: Hdf5Library): Group | null {
  const vars = owner instanceof Group ? owner.get('vars') : null;
  return vars instanceof Group ? vars : null;
}

/** Datasets with consecutive numbers as names, starting with `first` (Keras counts from 0). */
function variables(vars: Group, { Dataset }: Hdf5Library, owner: string, first = 0): LocatedValues[] {
  return Array.from({ length: Math.max(0, vars.keys().length - first) }, (_, i) => {
    const label = `${owner}/${i + first}`;
    const dataset = vars.get(String(i + first));
    if (!(dataset instanceof Dataset)) throw new Refusal(`the weight "${label}" is missing`);
    return { label, dataset: dataset.path, shape: floatShape(dataset, label) };
  });
}
