import type { File, Group } from 'h5wasm/node';
import type { FileSystem, Hdf5Library } from '../../base/codecs/file-system';
import { writeFloats } from '../../base/hdf5/hdf5';
import { attempt, createHdf5 } from '../../base/hdf5/hdf5-file';
import { plannedWeights } from '../match-weights';
import { checksumAttribute, ValueSums } from '../model-checksum';
import type { ModelContent } from '../model-content';
import { readWeightsHead } from './read-weights-h5';
import { classGroups, kerasLayerOrder, optimizerSlots } from './weight-order';

/**
 * Writes the weights, and the optimizer's state if `content` has one, to a `.weights.h5` file that Keras 3's
 * `model.load_weights` loads into the same network. The file is replaced atomically. Its root has an attribute with
 * checksums.
 *
 * Throws `FileFormatError` if the file cannot be written, `RangeError` if the weights are not the plan's, and anything
 * that `content` throws; `path` is then unchanged.
 */
export async function writeWeightsH5(path: string, content: ModelContent, files: FileSystem): Promise<void> {
  await files.replace(path, (temporary) =>
    createHdf5(temporary, path, files, async (file, library) => {
      const sums = await writeWeightsInto(file, library, path, content, content.attributes);
      attempt(path, () =>
        file.create_attribute(checksumAttribute, sums.text(readWeightsHead(file, library))),
      );
    }),
  );
}

/** Writes the same to an open file, without its checksums, which it returns. Errors refer to the file as `shownAs`. */
export async function writeWeightsInto(
  file: File,
  library: Hdf5Library,
  shownAs: string,
  content: ModelContent,
  attributes: ModelContent['attributes'] = {},
): Promise<ValueSums> {
  const sums = new ValueSums();
  const groups = attempt(shownAs, () => writeGroups(file, content, attributes));
  for await (const { layer, path: weight, shape, values } of plannedWeights(content)) {
    const place = groups.get(weight);
    if (place === undefined) throw new RangeError(`the layer "${layer}" is not in the plan`);
    const group = new library.Group(file.file_id, place.group);
    attempt(shownAs, () => writeFloats(group, place.name, shape, values));
    sums.addWeight(`${layer}/${place.name}`, values);
  }
  if (content.optimizer) await writeOptimizer(file, library, shownAs, content, sums);
  return sums;
}

/** Creates every group. Returns the location of each weight, by path. */
function writeGroups(
  file: File,
  { plan, optimizer }: ModelContent,
  attributes: NonNullable<ModelContent['attributes']>,
): ReadonlyMap<string, { readonly group: string; readonly name: string }> {
  for (const [name, text] of Object.entries(attributes)) file.create_attribute(name, text);
  writeVars(file, plan.name);
  const root = file.create_group('layers');
  const layers = kerasLayerOrder(plan);
  const groups = classGroups(layers);
  const places = new Map<string, { group: string; name: string }>();
  for (const { name, weights } of layers) {
    const group = groups.get(name) ?? name;
    writeVars(root.create_group(group), name);
    for (const [i, weight] of weights.entries())
      places.set(`${name}/${weight.name}`, { group: `/layers/${group}/vars`, name: String(i) });
  }
  if (optimizer) writeVars(file.create_group('optimizer'), plan.training.optimizer.type);
  return places;
}

/** The group of an object's own variables, under the object's name. */
function writeVars(owner: Group, name: string): void {
  owner.create_group('vars').create_attribute('name', name);
}

/** The count of updates, the learning rate, then the slots in Keras's order. */
async function writeOptimizer(
  file: File,
  { Group }: Hdf5Library,
  shownAs: string,
  { plan, optimizer, learningRate = plan.training.optimizer.learningRate }: ModelContent,
  sums: ValueSums,
): Promise<void> {
  const group = new Group(file.file_id, '/optimizer/vars');
  attempt(shownAs, () => {
    const iterations = BigInt64Array.of(BigInt(optimizer?.iterations ?? 0));
    group.create_dataset({ name: '0', data: iterations, shape: [], dtype: '<q' });
    group.create_dataset({ name: '1', data: Float32Array.of(learningRate), shape: [], dtype: '<f' });
  });
  for (const [i, { weight, slot, shape }] of optimizerSlots(plan).entries()) {
    const zeros = () => new Float32Array(shape.reduce((product, size) => product * size, 1));
    const values = (await optimizer?.readSlot(weight, slot)) ?? zeros();
    attempt(shownAs, () => writeFloats(group, String(i + 2), shape, values));
    sums.addSlot(values);
  }
}
