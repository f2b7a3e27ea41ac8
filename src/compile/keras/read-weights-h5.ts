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

type Located = LocatedValues & { readonly layer: string; readonly name: string };

interface LocatedOptimizer extends Omit<SavedOptimizer, 'variables'> {
  readonly located: readonly LocatedValues[];
}

/**
 * Reads a `.weights.h5` file written by convspec or Keras 3. The file names layers, not weights: a weight's name is its
 * position in the layer, from 0. Checksums are verified if convspec wrote the file.
 *
 * Throws `FileFormatError` for the same reasons as `readKerasH5`.
 */
export async function readWeightsH5(path: string, files: FileSystem): Promise<SavedModel> {
  const expected = `weights written by Keras 3's model.save_weights("name.weights.h5")`;
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
): ModelHead & { readonly located: readonly Located[]; readonly optimizer: LocatedOptimizer | null } {
  const located = locateWeights(file, library);
  return {
    config: null,
    compileConfig: null,
    attributes: textAttributes(file),
    weightInfos: located.map(({ layer, name, shape }) => ({ path: `${layer}/${name}`, layer, name, shape })),
    optimizer: locateOptimizer(file, library),
    located,
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
  const shapes = located.map(({ shape }): Shape => shape);
  return { iterations: iterations ?? 0, learningRate: learningRate ?? 0, shapes, located };
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
