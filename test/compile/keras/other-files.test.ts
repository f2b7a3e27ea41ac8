import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Dataset, File, Group } from 'h5wasm/node';
import { describe, expect, it, test } from 'vitest';
import { randomHex } from '../../../src/base/codecs/file-system';
import * as formats from '../../../src/compile/model-formats';
import { memoryFiles } from '../../../src/hosts/browser/files';
import { hdf5Library } from '../../../src/hosts/node/files';
import { writeStoredZip } from '../../../src/hosts/node/zip';
import { readModel } from '../../support/node-formats';
import { temporaryFolder } from '../../support/temporary-folder';
import { all, referenceUrl } from './weights';

/** Files written by test/reference/h5/hostile/make-hostile.py, whose values are in another file. */
const hostile = ['external.h5', 'external.weights.h5', 'external-slot.weights.h5'];
const virtual = ['virtual.h5', 'virtual-self.h5', 'virtual.weights.h5'];

/** A hostile file that names `target`. */
function hostileBytes(name: string, target: string): Buffer {
  const bytes = readFileSync(referenceUrl(`hostile/${name}`));
  const at = bytes.indexOf('other.bin#');
  bytes.fill(0, at, at + 240);
  bytes.write(target, at);
  return bytes;
}

const secret = Float32Array.from({ length: 64 }, (_, i) => 1000 + i);

/** A folder with the files that hostile files name, which all exist. */
async function folderOfSecrets(): Promise<string> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'other.bin'), secret);
  const { File } = await hdf5Library();
  const file = new File(join(folder, 'other.h5'), 'w');
  const fill = (group: Group, name: string) =>
    group.create_dataset({ name, data: secret.slice(0, 6), shape: [2, 3] });
  fill(file, 'x');
  const group = file.create_group('group');
  group.create_attribute('weight_names', ['fc/kernel']);
  fill(group.create_group('fc'), 'kernel');
  const root = file.create_group('root');
  root.create_attribute('layer_names', ['fc']);
  const layer = root.create_group('fc');
  layer.create_attribute('weight_names', ['fc/kernel']);
  fill(layer.create_group('fc'), 'kernel');
  file.close();
  return folder;
}

function refers(path: string) {
  return {
    name: 'FileFormatError',
    reason: `cannot read: it refers to the file "${path}", and a model file never reads another file`,
  };
}

test('without protection, HDF5 reads the files of the machine', async () => {
  const folder = await folderOfSecrets();
  writeFileSync(join(folder, 'external.h5'), hostileBytes('external.h5', join(folder, 'other.bin')));
  const library = await hdf5Library();
  const file = new library.File(join(folder, 'external.h5'), 'r');
  const { value } = file.get('model_weights/fc/fc/kernel') as Dataset;
  file.close();
  expect(value).toEqual(secret.subarray(0, 6));
});

describe('external storage', () => {
  it.each(hostile)('in %s is rejected before its weights are read', async (name) => {
    const folder = await folderOfSecrets();
    for (const other of ['other.bin', `own-${name}`, '/dev/zero', 'missing']) {
      const target = resolve(folder, other);
      const path = join(folder, other === `own-${name}` ? other : `${randomHex()}-${name}`);
      writeFileSync(path, hostileBytes(name, target));
      await expect(readModel(path)).rejects.toMatchObject(refers(target));
    }
  });

  it.each(hostile.slice(1))('in %s is rejected in .keras', async (name) => {
    const folder = await folderOfSecrets();
    const target = join(folder, 'other.bin');
    writeFileSync(join(folder, name), hostileBytes(name, target));
    const path = join(folder, 'model.keras');
    await writeStoredZip(path, {
      'metadata.json': { text: '{}' },
      'config.json': { text: config },
      'model.weights.h5': { file: join(folder, name) },
    });
    await expect(readModel(path)).rejects.toMatchObject({ path, ...refers(target) });
  });

  it.each(hostile)('in %s is rejected in browsers', async (name) => {
    const files = await memoryFiles();
    for (const other of ['other.bin', name, '/dev/random']) {
      const scratch = await files.scratch(name);
      const target = other.startsWith('/') ? other : files.beside(scratch.path, other);
      files.put(files.beside(scratch.path, 'other.bin'), new Uint8Array(secret.buffer));
      files.put(scratch.path, hostileBytes(name, target));
      await expect(formats.readModel(scratch.path, files)).rejects.toMatchObject(refers(target));
      await scratch.remove();
    }
  });
});

it.each(virtual)('a virtual dataset in %s is rejected', async (name) => {
  const folder = await folderOfSecrets();
  copyFileSync(referenceUrl(`hostile/${name}`), join(folder, name));
  await expect(readModel(join(folder, name))).rejects.toThrow('is an empty or virtual dataset');
});

const config = JSON.stringify({ class_name: 'Functional', config: {} });

/** Files with links, each with the part of it that leads elsewhere. */
const links: [what: string, target: string, fill: (file: File, path: string) => void][] = [
  [
    'a dataset',
    'other.h5',
    (file) => layerOf(file).create_group('fc').create_external_link('other.h5', '/x', 'kernel'),
  ],
  [
    'the group of a weight',
    'other.h5',
    (file) => layerOf(file).create_external_link('other.h5', '/group/fc', 'fc'),
  ],
  [
    'the group of a layer',
    'other.h5',
    (file) => rootOf(file).create_external_link('other.h5', '/group', 'fc'),
  ],
  ['all weights', 'other.h5', (file) => file.create_external_link('other.h5', '/root', 'model_weights')],
  [
    'a file that is missing',
    'none.h5',
    (file) => file.create_external_link('none.h5', '/root', 'model_weights'),
  ],
  [
    'a link to a link',
    'other.h5',
    (file) => {
      file.create_external_link('other.h5', '/root', 'elsewhere');
      file.create_soft_link('/elsewhere', 'model_weights');
    },
  ],
  ['itself', 'model.h5', (file) => file.create_external_link('model.h5', '/', 'model_weights')],
];

function rootOf(file: File): Group {
  const root = file.create_group('model_weights');
  root.create_attribute('layer_names', ['fc']);
  return root;
}

function layerOf(file: File): Group {
  const layer = rootOf(file).create_group('fc');
  layer.create_attribute('weight_names', ['fc/kernel']);
  return layer;
}

test.each(links)('an external link for %s is rejected', async (_, target, fill) => {
  const folder = await folderOfSecrets();
  const path = join(folder, 'model.h5');
  const { File } = await hdf5Library();
  const file = new File(path, 'w');
  file.create_attribute('model_config', config);
  fill(file, path);
  file.close();
  await expect(readModel(path)).rejects.toMatchObject(refers(join(folder, target)));
});

test('a soft link within the file is followed', async () => {
  const path = join(temporaryFolder(), 'model.h5');
  const { File } = await hdf5Library();
  const file = new File(path, 'w');
  file.create_attribute('model_config', config);
  file.create_dataset({ name: 'hidden', data: Float32Array.of(1, 2) });
  layerOf(file).create_group('fc').create_soft_link('/hidden', 'kernel');
  file.close();
  expect(await all((await readModel(path)).weights())).toMatchObject([{ values: Float32Array.of(1, 2) }]);
});

test('models that contain themselves are rejected', async () => {
  const path = join(temporaryFolder(), 'model.weights.h5');
  const { File } = await hdf5Library();
  const file = new File(path, 'w');
  const layers = file.create_group('layers');
  for (const name of ['a', 'b']) layers.create_group(name).create_hard_link('/layers', 'layers');
  file.close();
  await expect(readModel(path)).rejects.toThrow('its models are nested too deeply, or contain themselves');
});
