import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, test, vi } from 'vitest';
import { ZipFile } from 'yazl';
import type { ZipSource } from '../../../src/base/codecs/file-system';
import type { ModelPlan } from '../../../src/check/model-plan';
import { importNetwork } from '../../../src/compile/keras/import/import-network';
import { matchedOptimizer, matchedWeights } from '../../../src/compile/match-weights';
import type { SavedModel } from '../../../src/compile/model-content';
import { writeStoredZip } from '../../../src/hosts/node/zip';
import { cpu } from '../../../src/run/backends/cpu';
import { readModel, writeModel } from '../../support/node-formats';
import { optimizerFromReference, planFromReference } from '../../support/plan-from-reference';
import { distance, readReferenceNet } from '../../support/reference-numerics';
import { temporaryFolder } from '../../support/temporary-folder';
import { planA, planOfAllKinds } from './plan';
import {
  all,
  bits,
  floats,
  oneByOne,
  randomWeights,
  referenceModel,
  referenceUrl,
  referenceWeights,
} from './weights';

const reference = (name: string) => fileURLToPath(referenceUrl(name));

/** The predictions of a plan for the images of a reference, with the weights of a file. */
async function predicted(
  saved: SavedModel,
  plan: ModelPlan,
  name: string,
  names?: ReadonlyMap<string, string | null>,
) {
  const engine = await cpu.createEngine(await cpu.compile(plan));
  const indexes = new Map(engine.weights.map(({ path }, i) => [path, i]));
  for await (const { path, values } of matchedWeights(saved, plan, names))
    await engine.writeWeight(indexes.get(path) ?? -1, values);
  const { input } = referenceModel(name);
  return engine.predictBatch(floats(input), input.shape[0] ?? 0);
}

describe("Keras's own files", () => {
  it.each(['a-trained.keras', 'a-trained.h5'])('%s is imported and predicts the same', async (file) => {
    const saved = await readModel(reference(file));
    const result = importNetwork(saved.config ?? {}, { compiled: saved.compileConfig });
    if ('problems' in result) throw new Error(JSON.stringify(result.problems));
    const { plan, layerNames } = result;
    expect(plan.training).toMatchObject({
      optimizer: { type: 'sgd', learningRate: 0.05, momentum: 0.9 },
      loss: { type: 'categoricalCrossentropy' },
    });
    const output = await predicted(saved, plan, 'a-trained', layerNames);
    expect(distance(output, floats(referenceModel('a-trained').expected_output))).toBeLessThan(1e-5);
  });

  it.each(['d-plain.keras', 'd-plain.weights.h5', 'd-plain.h5'])('%s predicts the same', async (file) => {
    const plan = planFromReference(readReferenceNet('d-residual'));
    const saved = await readModel(reference(file));
    expect(saved.optimizer).toBeNull();
    const output = await predicted(saved, plan, 'd-plain');
    expect(distance(output, floats(referenceModel('d-plain').expected_output))).toBeLessThan(1e-5);
  });

  it.each(['a-trained.keras', 'a-trained.weights.h5'])('%s contains its optimizer', async (file) => {
    const net = readReferenceNet('a-overlapping-pool');
    const plan = planFromReference(net, { optimizer: optimizerFromReference(net, 'sgd_momentum') });
    const { optimizer } = JSON.parse(readFileSync(reference('a-trained.json'), 'utf8'));
    const found = await matchedOptimizer(await readModel(reference(file)), plan);
    expect(found).toMatchObject({ iterations: optimizer.iterations, learningRate: Math.fround(0.05) });
    expect(Object.values(found?.slots ?? {}).map((values) => [...values])).toEqual(
      optimizer.variables.map((tensor: never) => [...floats(tensor)]),
    );
    expect(Object.keys(found?.slots ?? {})[0]).toBe('conv/kernel/momentum');
  });
});

describe.each(['.keras', '.weights.h5', '.h5'])('a %s file written by convspec', (suffix) => {
  it('preserves every bit of the weights, and the attributes', async () => {
    const path = join(temporaryFolder(), `model${suffix}`);
    const weights = randomWeights(planOfAllKinds);
    const attributes = { convspec_spec: 'name: größer' };
    await writeModel(path, { plan: planOfAllKinds, weights: oneByOne(weights), attributes });
    const saved = await readModel(path);
    expect(saved.attributes).toMatchObject(attributes);
    const inOrder = (list: typeof weights) => bits(list.toSorted((a, b) => (a.path < b.path ? -1 : 1)));
    expect(inOrder(await all(matchedWeights(saved, planOfAllKinds)))).toEqual(inOrder(weights));
    expect(readdirSync(join(path, '..'))).toEqual([`model${suffix}`]);
  });
});

it.each(['.keras', '.weights.h5'])('%s preserves the optimizer, for every rule', async (suffix) => {
  const optimizers = [
    { type: 'sgd', learningRate: 0.5, momentum: 0.9, nesterov: true },
    { type: 'adam', learningRate: 0.5, beta1: 0.9, beta2: 0.99, epsilon: 1e-7 },
    { type: 'rmsprop', learningRate: 0.5, rho: 0.9, momentum: 0.5, epsilon: 1e-7 },
    { type: 'sgd', learningRate: 0.5, momentum: 0, nesterov: false },
  ] as const;
  for (const optimizer of optimizers) {
    const plan = { ...planA, training: { ...planA.training, optimizer } };
    const slots: Record<string, Float32Array> = {};
    const path = join(temporaryFolder(), `model${suffix}`);
    await writeModel(path, {
      plan,
      learningRate: 0.25,
      weights: oneByOne(randomWeights(plan)),
      optimizer: {
        iterations: 7,
        async readSlot(weight, slot) {
          const size = randomWeights(plan).find((other) => other.path === weight)?.values.length ?? 0;
          const values = new Float32Array(size).fill(Object.keys(slots).length + 1);
          slots[`${weight}/${slot}`] = values;
          return values;
        },
      },
    });
    const saved = await readModel(path);
    expect(await matchedOptimizer(saved, plan)).toEqual({ iterations: 7, learningRate: 0.25, slots });
  }
});

it('equal models give equal files, if HDF5 records the same second', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const folder = temporaryFolder();
  for (const name of ['a.keras', 'b.keras'])
    await writeModel(join(folder, name), { plan: planA, weights: oneByOne(referenceWeights('a-trained')) });
  expect(readFileSync(join(folder, 'a.keras'))).toEqual(readFileSync(join(folder, 'b.keras')));
});

it('a failure leaves only the former file', async () => {
  const path = join(temporaryFolder(), 'model.keras');
  writeFileSync(path, 'former');
  await expect(writeModel(path, { plan: planA, weights: oneByOne([]) })).rejects.toThrow(RangeError);
  expect([readdirSync(join(path, '..')), readFileSync(path, 'utf8')]).toEqual([['model.keras'], 'former']);
});

describe('rejects malformed archives with name and reason', () => {
  const good = readZip(reference('a-trained.keras'));
  const json = (text: string): ZipSource => ({ text });
  const cases: [what: string, entries: Record<string, ZipSource>, reason: string | RegExp][] = [
    ['without a configuration', { 'metadata.json': json('{}') }, 'its entry "config.json" is missing'],
    ['without metadata', { 'config.json': good.config }, 'its entry "metadata.json" is missing'],
    [
      'without weights',
      { 'metadata.json': json('{}'), 'config.json': good.config },
      'its entry "model.weights.h5" is missing',
    ],
    ['of no JSON', { ...good.all, 'config.json': json('{') }, 'its entry "config.json" is not a JSON object'],
    ['of a list', { ...good.all, 'config.json': json('[]') }, 'its entry "config.json" is not a JSON object'],
    [
      'of no model',
      { ...good.all, 'config.json': json('{}') },
      'its entry "config.json" has no "class_name" and "config"',
    ],
    ['of text for weights', { ...good.all, 'model.weights.h5': json('weights') }, 'it is not an HDF5 file'],
    ['of nothing for weights', { ...good.all, 'model.weights.h5': json('') }, 'it is empty'],
  ];

  it.each(cases)('%s', async (_, entries, reason) => {
    const path = join(temporaryFolder(), 'model.keras');
    await writeStoredZip(path, entries);
    await expect(readModel(path)).rejects.toMatchObject({
      name: 'FileFormatError',
      message: `"${path}": cannot read: ${reason}`,
    });
  });

  it('a compressed one, such as a zip bomb', async () => {
    const path = join(temporaryFolder(), 'model.keras');
    const zip = new ZipFile();
    zip.addBuffer(Buffer.alloc(2 ** 24), 'config.json');
    zip.end();
    writeFileSync(path, Buffer.concat(await all(zip.outputStream as unknown as AsyncIterable<Buffer>)));
    await expect(readModel(path)).rejects.toMatchObject({
      message: `"${path}": cannot read: its entry "config.json" is compressed or encrypted, which Keras never does`,
    });
  });

  it.each([
    ['sizes that are lies', 'config.json', 20, 0x7fffffff, /size|header/],
    ['a name that leads out', '../../x.json', 0, 0, /leads out of the archive/],
  ])('one with %s', async (_, name, offset, size, reason) => {
    const path = join(temporaryFolder(), 'model.keras');
    await writeStoredZip(path, { [name.replaceAll('../', 'aa/')]: json('{"class_name": 1, "config": 2}') });
    const bytes = readFileSync(path);
    for (let at = bytes.indexOf('aa/'); at >= 0; at = bytes.indexOf('aa/')) bytes.write('../', at);
    const central = bytes.indexOf('PK\x01\x02', 0, 'latin1');
    if (offset > 0) bytes.writeUInt32LE(size, central + offset);
    writeFileSync(path, bytes);
    await expect(readModel(path)).rejects.toMatchObject({
      name: 'FileFormatError',
      message: expect.stringMatching(reason),
    });
  });

  it('one that contains an entry twice', async () => {
    const path = join(temporaryFolder(), 'model.keras');
    await writeStoredZip(path, { 'config.json': good.config, 'config.jsoo': good.config });
    const bytes = readFileSync(path);
    for (let at = bytes.indexOf('jsoo'); at >= 0; at = bytes.indexOf('jsoo')) bytes.write('json', at);
    writeFileSync(path, bytes);
    await expect(readModel(path)).rejects.toThrow('it contains "config.json" more than once');
  });

  it('one truncated at any position', async () => {
    const whole = readFileSync(reference('a-trained.keras'));
    const path = join(temporaryFolder(), 'model.keras');
    for (let i = 0; i < 40; i++) {
      writeFileSync(path, whole.subarray(0, Math.floor((whole.length * i) / 40)));
      await expect(readModel(path)).rejects.toMatchObject({ name: 'FileFormatError', path });
    }
  });

  it.each([
    [
      'a name without a format',
      'model.zip',
      'cannot read: its name does not have the suffix of a model format',
    ],
    ['no file', 'none.keras', 'cannot read: no such file or folder'],
    ['a folder', '.keras', 'cannot read: it is a folder, not a file'],
  ])('%s', async (_, name, reason) => {
    const folder = temporaryFolder();
    if (name === '.keras') mkdirSync(join(folder, name));
    await expect(readModel(join(folder, name))).rejects.toThrow(`"${join(folder, name)}": ${reason}`);
  });
});

test('rejects weights of another network', async () => {
  const saved = await readModel(reference('a-trained.weights.h5'));
  const plan = planFromReference(readReferenceNet('d-residual'));
  await expect(all(matchedWeights(saved, plan))).rejects.toThrow(/its weight ".*" is not in its spec/);
  await expect(matchedOptimizer(saved, plan)).rejects.toThrow(
    'its optimizer state does not match the optimizer of its spec',
  );
});

/** The entries of an uncompressed archive, found by their local headers. */
function readZip(path: string): { config: ZipSource; all: Record<string, ZipSource> } {
  const bytes = readFileSync(path);
  const end = bytes.indexOf('PK\x01\x02', 0, 'latin1');
  const start = bytes.indexOf('config.json') + 'config.json'.length;
  const config = { text: bytes.toString('utf8', start, bytes.indexOf('PK\x03\x04', start, 'latin1')) };
  expect(end).toBeGreaterThan(start);
  return { config, all: { 'metadata.json': { text: '{}' }, 'config.json': config } };
}
