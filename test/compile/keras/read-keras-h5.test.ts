import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { File, Group } from 'h5wasm/node';
import { expect, test } from 'vitest';
import { FileFormatError } from '../../../src/base/diagnostics/user-error';
import { randomStream } from '../../../src/base/random/stream';
import { writeFileAtomically } from '../../../src/hosts/node/atomic-write';
import { hdf5Library } from '../../../src/hosts/node/files';
import { readKerasH5 } from '../../support/node-formats';
import { temporaryFolder } from '../../support/temporary-folder';
import { all, bits, referenceModel, referenceUrl, referenceWeights } from './weights';

test.each(['a-trained', 'd-plain'])("Keras's own %s.h5", async (name) => {
  const file = await readKerasH5(fileURLToPath(referenceUrl(`${name}.h5`)));
  expect(bits(await all(file.weights()))).toEqual(bits(referenceWeights(name)));
  const root = referenceModel(name).structure[`${name}.h5`]?.hdf5.find((entry) => entry.path === '/');
  expect(file.config).toEqual(JSON.parse(String(root?.attributes.model_config)));
  expect(file.attributes).toEqual({ backend: 'tensorflow', keras_version: '3.15.1' });
});

const config = JSON.stringify({ class_name: 'Functional', config: {} });

/** A file with one layer `fc` with one weight, `fc/kernel`, of two values. */
function model(file: File): { root: Group; layer: Group } {
  file.create_attribute('model_config', config);
  const root = file.create_group('model_weights');
  root.create_attribute('layer_names', ['fc']);
  const layer = root.create_group('fc');
  layer.create_attribute('weight_names', ['fc/kernel']);
  return { root, layer };
}

function kernel(layer: Group, data: Float32Array | Float64Array | string[] = new Float32Array(2)) {
  return layer.create_group('fc').create_dataset({ name: 'kernel', data });
}

async function written(fill: (file: File) => void): Promise<string> {
  const path = join(temporaryFolder(), 'model.h5');
  const { File } = await hdf5Library();
  const file = new File(path, 'w');
  fill(file);
  file.close();
  return path;
}

test('removes ":0" from the weight names of Keras 2', async () => {
  const path = await written((file) => {
    const { layer } = model(file);
    layer.delete_attribute('weight_names');
    layer.create_attribute('weight_names', ['fc/kernel:0']);
    layer.create_group('fc').create_dataset({ name: 'kernel:0', data: Float32Array.of(1, 2) });
  });
  const shape = [2];
  expect(await all((await readKerasH5(path)).weights())).toEqual([
    { path: 'fc/kernel', layer: 'fc', name: 'kernel', shape, values: Float32Array.of(1, 2) },
  ]);
});

test.each<[string, (file: File) => void, string]>([
  ['nothing', () => {}, 'the attribute "model_config" is missing: the file contains no model'],
  [
    'a number for a configuration',
    (file) => file.create_attribute('model_config', 3),
    'the attribute "model_config" is missing: the file contains no model',
  ],
  [
    'a broken configuration',
    (file) => file.create_attribute('model_config', '{"class'),
    'the attribute "model_config" is not JSON',
  ],
  [
    'another configuration',
    (file) => file.create_attribute('model_config', '[1]'),
    'the attribute "model_config" has no "class_name" and "config"',
  ],
  [
    'no weights',
    (file) => file.create_attribute('model_config', config),
    'the group "model_weights" is missing',
  ],
  [
    'a dataset for the weights',
    (file) => {
      file.create_attribute('model_config', config);
      file.create_dataset({ name: 'model_weights', data: [1] });
    },
    'the group "model_weights" is missing',
  ],
  [
    'no layer names',
    (file) => model(file).root.delete_attribute('layer_names'),
    'the attribute "layer_names" of "model_weights" is missing',
  ],
  [
    'numbers for layer names',
    (file) => {
      const { root } = model(file);
      root.delete_attribute('layer_names');
      root.create_attribute('layer_names', [1, 2]);
    },
    'the attribute "layer_names" of "model_weights" is missing',
  ],
  [
    'a layer without a group',
    (file) => {
      const { root } = model(file);
      root.delete_attribute('layer_names');
      root.create_attribute('layer_names', ['fc', 'output']);
      kernel(root.get('fc') as Group);
    },
    'the group of layer "output" is missing',
  ],
  [
    'no weight names',
    (file) => model(file).layer.delete_attribute('weight_names'),
    'the attribute "weight_names" of layer "fc" is missing',
  ],
  ['no dataset', (file) => void model(file), 'the weight "fc/kernel" is missing'],
  [
    'a group for a dataset',
    (file) => void model(file).layer.create_group('fc').create_group('kernel'),
    'the weight "fc/kernel" is missing',
  ],
  [
    'doubles',
    (file) => void kernel(model(file).layer, new Float64Array(2)),
    'the weight "fc/kernel" is not little-endian float32',
  ],
  [
    'text for values',
    (file) => void kernel(model(file).layer, ['a']),
    'the weight "fc/kernel" is not little-endian float32',
  ],
  [
    'compressed values',
    (file) =>
      void model(file)
        .layer.create_group('fc')
        .create_dataset({ name: 'kernel', data: new Float32Array(9), chunks: [9], compression: 9 }),
    'the weight "fc/kernel" is compressed, which Keras never does',
  ],
  [
    'a shape that lies',
    (file) => {
      const layer = model(file).layer.create_group('fc');
      const dataset = layer.create_dataset({
        name: 'kernel',
        data: new Float32Array(0),
        shape: [0],
        maxshape: [2 ** 40],
        chunks: [64],
      });
      dataset.resize([2 ** 40]);
    },
    'the weight "fc/kernel" of shape [1099511627776] does not fit in a file of this size',
  ],
])('rejects a file with %s', async (_, fill, reason) => {
  const path = await written(fill);
  await expect(readKerasH5(path)).rejects.toMatchObject({
    name: 'FileFormatError',
    path,
    reason: `cannot read: ${reason}`,
  });
});

test.each([
  ['text', Buffer.from('version: 1\nname: x\n'), 'it is not an HDF5 file'],
  ['nothing', Buffer.alloc(0), 'it is empty'],
  ['a zip archive', Buffer.from('PK\x03\x04 and more'), 'it is a zip archive, perhaps a .keras file'],
  [
    'the start of HDF5 and no more',
    Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'),
    'bad byte number in an address',
  ],
])('rejects a file that contains %s', async (_, bytes, reason) => {
  const path = join(temporaryFolder(), 'model.h5');
  writeFileSync(path, bytes);
  await expect(readKerasH5(path)).rejects.toMatchObject({
    path,
    reason: `cannot read: ${reason}`,
  });
});

test('rejects a missing file and a folder', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'model.h5'));
  await expect(readKerasH5(join(folder, 'none.h5'))).rejects.toMatchObject({
    reason: 'cannot read: no such file or folder',
  });
  await expect(readKerasH5(join(folder, 'model.h5'))).rejects.toMatchObject({
    reason: 'cannot read: it is a folder, not a file',
  });
});

/** Reads a whole file; damage must throw a {@link FileFormatError}. Returns whether it did. */
async function refuses(path: string): Promise<boolean> {
  try {
    await all((await readKerasH5(path)).weights());
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(FileFormatError);
    expect(String(error)).not.toContain('\n');
    return true;
  }
}

test('rejects a file truncated at any position', async () => {
  const path = join(temporaryFolder(), 'cut.h5');
  const bytes = readFileSync(referenceUrl('d-plain.h5'));
  for (let length = 1; length < bytes.length; length += 1499) {
    writeFileSync(path, bytes.subarray(0, length));
    expect(await refuses(path), `${length} bytes`).toBe(true);
  }
});

test('damaged bytes are rejected or harmless, and do not affect other files', async () => {
  const folder = temporaryFolder();
  const bytes = readFileSync(referenceUrl('a-trained.h5'));
  const random = randomStream(1, 'damage');
  const path = (i: number) => join(folder, `damaged-${i}.h5`);
  let refused = 0;
  for (let i = 0; i < 150; i++) {
    const damaged = Buffer.from(bytes);
    // Most of the structure is in the first quarter.
    for (let flips = 0; flips < 4; flips++) damaged[8 + (random() % (bytes.length / 4))] = random() & 0xff;
    writeFileSync(path(i), damaged);
    if (await refuses(path(i))) refused++;
  }
  expect(refused).toBeGreaterThan(10);
  for (let i = 0; i < 150; i += 10) {
    await writeFileAtomically(path(i), bytes);
    expect(bits(await all((await readKerasH5(path(i))).weights()))).toEqual(
      bits(referenceWeights('a-trained')),
    );
  }
});
