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

import type { SavedModel, SavedOptimizer } from '../model-content';

type Located = LocatedValues & { readonly layer: string; readonly name: string };

interface LocatedOptimizer {
  readonly iterations: number;
  readonly learningRate: number;
  readonly located: readonly LocatedValues[];
}

/**
 * Reads a `.weights.h5` file written by convspec or Keras 3. The file names layers, not weights: a weight's name is its
 * position in the layer, from 0.
 *
 * Throws `FileFormatError` for the same reasons as `readKerasH5`.
 */
export async function readWeightsH5(path: string, files: FileSystem): Promise<SavedModel> {
  const expected = `weights written by Keras 3's model.save_weights("name.weights.h5")`;
  return readWeightsFrom({ path, files, shownAs: path, expected });
}

/** Like {@link readWeightsH5}, for a file that errors name differently (`place.shownAs`). */
export async function readWeightsFrom(place: Hdf5Place): Promise<SavedModel> {
  const bytes = await hdf5FileSize(place);
  const { weights, optimizer, attributes } = await withHdf5(place, (file, library) => {
    const found = { weights: locateWeights(file, library), optimizer: locateOptimizer(file, library) };
    checkStorage(file, library, [...found.weights, ...(found.optimizer?.located ?? [])], bytes);
    return { ...found, attributes: textAttributes(file) };
  });
  const infos = weights.map(({ layer, name, shape }) => ({ path: `${layer}/${name}`, layer, name, shape }));
  return {
    path: place.shownAs,
    config: null,
    compileConfig: null,
    attributes,
    weightInfos: infos,
    async *weights() {
      for (const [i, info] of infos.entries()) {
        const located = weights[i];
        if (located) yield { ...info, values: await readValues(place, located) };
      }
    },
    optimizer: optimizer && savedOptimizer(place, optimizer),
  };
}

function savedOptimizer(place: Hdf5Place, { located, ...head }: LocatedOptimizer): SavedOptimizer {
  return {
    ...head,
    shapes: located.map(({ shape }): Shape => shape),
    async *variables() {
      for (const values of located) yield await readValues(place, values);
    },
  };
}

/** The variables of each group in `layers`, the groups in the order of their classes and numbers. */
function locateWeights(file: File, library: Hdf5Library): Located[] {
  const root = file.get('layers');
  if (!(root instanceof library.Group)) throw new Refusal('the group "layers" is missing');
  return root
    .keys()
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .flatMap((key) => {
      const vars = varsOf(root.get(key), library);
      if (vars === null) return [];
      const layer = textAttribute(vars, 'name');
      if (layer === undefined) throw new Refusal(`the group "layers/${key}" does not name its layer`);
      return variables(vars, library, layer).map((values, i) => ({ ...values, layer, name: String(i) }));
    });
}

function locateOptimizer(file: File, library: Hdf5Library): LocatedOptimizer | null {
  const vars = varsOf(file.get('optimizer'), library);
  if (vars === null) return null;
  const [iterations, learningRate] = ['0', '1'].map((name) => {
    const dataset = vars.get(name);
    const scalar = dataset instanceof library.Dataset && dataset.metadata.shape?.length === 0;
    const value = scalar ? Number(dataset.value) : Number.NaN;
    if (!Number.isFinite(value)) throw new Refusal(`the optimizer's variable ${name} is not a number`);
    return value;
  });
  const located = variables(vars, library, 'optimizer', 2);
  return { iterations: iterations ?? 0, learningRate: learningRate ?? 0, located };
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
