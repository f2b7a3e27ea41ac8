import type { File, Group } from 'h5wasm/node';
import type { Hdf5Library } from '../../base/codecs/file-system';
import { readNames } from '../../base/hdf5/hdf5';
import { floatShape, type LocatedValues, Refusal } from '../../base/hdf5/hdf5-file';
import type { WeightValues } from '../model-content';

/** A weight of a file, not yet read. */
export type LocatedWeight = Omit<WeightValues, 'values'> & LocatedValues;

/** A weight with the path of its layer, whose last part is the layer's own name. */
export type NestedWeight = Omit<LocatedWeight, 'layer'> & { readonly layer: readonly string[] };

/**
 * Names each layer by its own name, or by its path if two nested models in the file use that name: `conv1`,
 * `base/conv1`.
 */
export function named(weights: readonly NestedWeight[]): LocatedWeight[] {
  const paths = new Map<string, Set<string>>();
  for (const { layer } of weights) {
    const own = layer.at(-1) ?? '';
    paths.set(own, (paths.get(own) ?? new Set()).add(layer.join('/')));
  }
  return weights.map((weight) => {
    const own = weight.layer.at(-1) ?? '';
    return { ...weight, layer: paths.get(own)?.size === 1 ? own : weight.layer.join('/') };
  });
}

/** Whether a file has the layout of Keras 2's `model.save_weights`. */
export function isWeightsFile(file: File): boolean {
  return ['layer_names', 'layer_names0'].some((key) => key in file.attrs) && !('model_config' in file.attrs);
}

/**
 * Follows `layer_names` and each layer's `weight_names` to the datasets: the layout of whole models in `.h5`, and of
 * Keras 2's `model.save_weights`. A nested model is one group with the weights of all its layers.
 *
 * @param where name of the group in errors
 */
export function locateByName(
  root: Group,
  where: string,
  library: Hdf5Library,
): { readonly located: LocatedWeight[]; readonly order: 'model' | 'nested' } {
  const layers = readNames(root, 'layer_names');
  if (layers === undefined) throw new Refusal(`the attribute "layer_names" of ${where} is missing`);
  const weights = layers.flatMap((layer) => {
    const group = root.get(layer);
    if (!(group instanceof library.Group)) throw new Refusal(`the group of layer "${layer}" is missing`);
    const names = readNames(group, 'weight_names');
    if (names === undefined) throw new Refusal(`the attribute "weight_names" of layer "${layer}" is missing`);
    const owners = names.map((label) => ownerOf(label, layer));
    const isNested = new Set(owners).size > 1;
    return names.map((label, i) => {
      const dataset = group.get(label);
      if (!(dataset instanceof library.Dataset)) throw new Refusal(`the weight "${label}" is missing`);
      const owner = owners[i] ?? '';
      return {
        path: label.replace(/:0$/, ''),
        layer:
          owner !== '' && (isNested || label.startsWith(`${layer}/${owner}/`)) ? [layer, owner] : [layer],
        name: label.replace(/^.*\//, '').replace(/:0$/, ''),
        shape: floatShape(dataset, label),
        label,
        dataset: dataset.path,
      };
    });
  });
  const order = weights.some(({ layer }) => layer.length > 1) ? 'nested' : 'model';
  return { located: named(weights), order };
}

/**
 * The layer of a nested model that a weight belongs to, from the weight's name in the file; empty for the layer of the
 * group. Keras 3 writes the names of nested models in front, Keras 2 does not.
 */
function ownerOf(label: string, layer: string): string {
  const owner = label.split('/').slice(0, -1).join('/');
  if (owner === layer) return '';
  return owner.startsWith(`${layer}/`) ? owner.slice(layer.length + 1) : owner;
}
