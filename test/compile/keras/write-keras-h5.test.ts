import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Dataset, Group } from 'h5wasm/node';
import { expect, test } from 'vitest';
import type { WeightValues } from '../../../src/compile/model-content';
import { hdf5Library } from '../../../src/hosts/node/files';
import { readKerasH5, writeKerasH5 } from '../../support/node-formats';
import { temporaryFolder } from '../../support/temporary-folder';
import { planA, planOf } from './plan';
import {
  all,
  bits,
  type HdfEntry,
  oneByOne,
  randomWeights,
  referenceModel,
  referenceWeights,
} from './weights';

const texts = ['model_config', 'training_config', 'convspec_checksum'];

/** The contents of a file in the reference's format; long texts only by their presence. */
async function structureOf(path: string): Promise<HdfEntry[]> {
  const library = await hdf5Library();
  const file = new library.File(path, 'r');
  const attributes = (entity: Group | Dataset) =>
    Object.fromEntries(
      Object.entries(entity.attrs).map(([key, { json_value }]) => [
        key,
        texts.includes(key) ? '…' : json_value,
      ]),
    );
  const entries = file.paths().map((name): HdfEntry => {
    const entity = file.get(name);
    if (entity instanceof library.Group) return { path: name, attributes: attributes(entity) };
    const { shape, dtype, metadata, filters, attrs } = entity as Dataset;
    return {
      path: name,
      shape: shape ?? [],
      dtype: dtype === '<f' ? 'float32' : String(dtype),
      layout: metadata.chunks === null ? 'contiguous or compact' : 'chunked',
      compression: filters.length === 0 ? null : 'some',
      attributes: attrs,
    };
  });
  entries.push({ path: '/', attributes: attributes(file) });
  file.close();
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

test("the file has the structure of Keras's own, without the optimizer", async () => {
  const path = join(temporaryFolder(), 'a.h5');
  await writeKerasH5(path, { plan: planA, weights: oneByOne(referenceWeights('a-trained')) });
  const keras = (referenceModel('a-trained').structure['a-trained.h5']?.hdf5 ?? [])
    .filter((entry) => !entry.path.startsWith('optimizer_weights'))
    .map((entry): HdfEntry => {
      const attributes = { ...entry.attributes };
      for (const key of texts) if (key in attributes) attributes[key] = '…';
      // Our softmax is a separate layer.
      if (entry.path === 'model_weights') (attributes.layer_names as string[]).push('softmax');
      return { ...entry, attributes };
    });
  keras.push({ path: 'model_weights/softmax', attributes: { weight_names: [] } });
  // Keras ignores our checksums.
  const root = keras.find(({ path }) => path === '/');
  if (root) root.attributes.convspec_checksum = '…';
  expect(await structureOf(path)).toEqual(keras.sort((a, b) => (a.path < b.path ? -1 : 1)));
});

test('the training configuration equals that of Keras', async () => {
  const path = join(temporaryFolder(), 'a.h5');
  await writeKerasH5(path, { plan: planA, weights: oneByOne(referenceWeights('a-trained')) });
  const { File } = await hdf5Library();
  const file = new File(path, 'r');
  const ours = JSON.parse(String(file.attrs.training_config?.value));
  file.close();
  const root = referenceModel('a-trained').structure['a-trained.h5']?.hdf5.find(
    (entry) => entry.path === '/',
  );
  const keras = JSON.parse(String(root?.attributes.training_config));
  const { optimizer_config, metrics, ...rest } = ours;
  expect(keras).toMatchObject(rest);
  expect(keras.optimizer_config.class_name).toBe(optimizer_config.class_name);
  const { learning_rate, ...options } = optimizer_config.config;
  expect(keras.optimizer_config.config).toMatchObject({
    ...options,
    learning_rate: Math.fround(learning_rate),
  });
  expect(metrics[0]).toBe('accuracy');
});

const strange = Float32Array.of(Number.NaN, -0, Number.POSITIVE_INFINITY, 1e-45, 3.4028235e38);

const tensors = planOf(
  'tensors',
  [
    ['kernel', [3, 3, 3, 5]],
    ['large', [1100, 1000]],
    ['larger', [2, 3, 1000, 301]],
    ['bias', [5]],
    ['one', [1]],
  ].map(([name, shape]) => ({
    name: `layer_${name}`,
    kind: 'flatten',
    config: {},
    inputs: [],
    weights: [[name as string, shape as number[]]],
  })),
);

test('preserves weights bit for bit, in one piece or in slabs, and attributes', async () => {
  const path = join(temporaryFolder(), 'tensors.h5');
  const weights = randomWeights(tensors).map((weight) =>
    weight.name === 'bias' ? { ...weight, values: strange } : weight,
  );
  const attributes = { convspec_spec: 'name: é\n'.repeat(20_000), convspec_classes: '["a","b"]' };
  await writeKerasH5(path, { plan: tensors, weights: oneByOne(weights), attributes });
  const file = await readKerasH5(path);
  expect(bits(await all(file.weights()))).toEqual(bits(weights));
  expect(file.weightInfos).toEqual(weights.map(({ values: _, ...info }) => info));
  expect(file.attributes).toEqual({ ...attributes, backend: 'tensorflow', keras_version: '3.15.1' });
  expect(file.config).toMatchObject({ class_name: 'Functional', config: { name: 'tensors' } });
});

test('more layers than one attribute can name', async () => {
  const path = join(temporaryFolder(), 'deep.h5');
  const names = Array.from({ length: 4100 }, (_, i) => `layer_${i}`);
  const plan = planOf(
    'deep',
    names.map((name, i) => ({
      name,
      kind: 'flatten',
      config: {},
      inputs: [],
      weights: i % 1000 === 0 ? [['kernel', [2]]] : [],
    })),
  );
  const weights = randomWeights(plan);
  await writeKerasH5(path, { plan, weights: oneByOne(weights) });
  expect(bits(await all((await readKerasH5(path)).weights()))).toEqual(bits(weights));
});

const [first, ...others] = referenceWeights('a-trained') as [WeightValues, ...WeightValues[]];

async function* failing() {
  yield first;
  throw new Error('the device was lost');
}

test.each([
  ['a source that fails', failing, 'the device was lost'],
  ['a missing weight', () => oneByOne(others), 'weights are missing: conv/kernel'],
  [
    'a weight that comes twice',
    () => oneByOne([first, first]),
    'weight "conv/kernel" is not in the plan, or occurs twice',
  ],
  [
    'a foreign weight',
    () => oneByOne([{ ...first, path: 'conv2/kernel' }]),
    'weight "conv2/kernel" is not in the plan, or occurs twice',
  ],
  [
    'another shape',
    () => oneByOne([{ ...first, shape: [3, 3, 8, 3] }]),
    'weight "conv/kernel": expected shape [3, 3, 3, 8], received [3, 3, 8, 3] with 216 values',
  ],
  [
    'too few values',
    () => oneByOne([{ ...first, values: first.values.subarray(1) }]),
    'weight "conv/kernel": expected shape [3, 3, 3, 8], received [3, 3, 3, 8] with 215 values',
  ],
])('%s keeps the old file and leaves nothing else behind', async (_, weights, message) => {
  const folder = temporaryFolder();
  const path = join(folder, 'best.h5');
  writeFileSync(path, 'the old one');
  await expect(writeKerasH5(path, { plan: planA, weights: weights() })).rejects.toMatchObject({ message });
  expect(readdirSync(folder)).toEqual(['best.h5']);
  expect(readFileSync(path, 'utf8')).toBe('the old one');
  await writeKerasH5(path, { plan: planA, weights: oneByOne([first, ...others]) });
  expect((await readKerasH5(path)).weightInfos).toHaveLength(8);
});

test('accepts a relative path with non-ASCII characters', async () => {
  const path = relative(process.cwd(), join(temporaryFolder(), 'Blütenstände 花.h5'));
  await writeKerasH5(path, { plan: planA, weights: oneByOne([first, ...others]) });
  expect(bits(await all((await readKerasH5(path)).weights()))).toEqual(bits([first, ...others]));
});

test('names a folder that does not exist', async () => {
  const path = join(temporaryFolder(), 'runs', 'best.h5');
  await expect(
    writeKerasH5(path, { plan: planA, weights: oneByOne([first, ...others]) }),
  ).rejects.toMatchObject({
    name: 'FileFormatError',
    path,
    reason: 'cannot write: its folder does not exist',
  });
});
