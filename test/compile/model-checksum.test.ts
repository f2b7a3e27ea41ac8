import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Group } from 'h5wasm/node';
import { describe, expect, it } from 'vitest';
import type { ModelPlan } from '../../src/check/model-plan';
import { hdf5Library } from '../../src/hosts/node/files';
import { checkText } from '../support/check-file';
import { readModel, writeModel } from '../support/node-formats';
import { temporaryFolder } from '../support/temporary-folder';
import { all, bits, oneByOne, randomWeights } from './keras/weights';

const spec = `
version: 1
name: net
input: { shape: [8, 8, 3] }
classes: [a, b, c]
blocks:
  - { type: conv, name: conv1, filters: 4, kernel: 3 }
  - { type: flatten }
  - { type: dense, name: output, units: classes, activation: softmax }
training: { optimizer: { type: adam } }
`;

function planOf(text: string): ModelPlan {
  const { plan, diagnostics } = checkText(text);
  if (!plan) throw new Error(diagnostics[0]?.message);
  return plan;
}

const plan = planOf(spec);
const weights = randomWeights(plan);
const attributes = { convspec_spec: spec, convspec_classes: '["a","b","c"]' };

/** A model written by convspec in a new folder. */
async function saved(name: string): Promise<string> {
  const path = join(temporaryFolder(), name);
  const readSlot = async (of: string) => weights.find((weight) => weight.path === of)?.values;
  const optimizer = name === 'model.json' ? {} : { optimizer: { iterations: 3, readSlot } };
  await writeModel(path, { plan, weights: oneByOne(weights), attributes, ...optimizer });
  return path;
}

/** Flips the lowest bit of a byte: `offset` bytes after the start of the first or last occurrence of `bytes`. */
function flip(path: string, bytes: Uint8Array, offset = 0, occurrence: 'first' | 'last' = 'first'): void {
  const file = readFileSync(path);
  const start = occurrence === 'first' ? file.indexOf(bytes) : file.lastIndexOf(bytes);
  expect(start).toBeGreaterThanOrEqual(0);
  file[start + offset] = (file[start + offset] ?? 0) ^ 1;
  // The library may still have the old file open.
  renameSync(path, `${path}.old`);
  writeFileSync(path, file);
}

const kernel = new Uint8Array((weights[0]?.values ?? new Float32Array()).buffer);
const formats = ['model.h5', 'model.weights.h5', 'model.keras', 'model.json'];

function binOf(path: string): string {
  return join(path, '..', readdirSync(join(path, '..')).find((name) => name.endsWith('.bin')) ?? '');
}

describe.each(formats)('%s', (name) => {
  it('does not show its checksums', async () => {
    expect(Object.keys((await readModel(await saved(name))).attributes)).not.toContain('convspec_checksum');
  });

  it('is rejected with one bit of a weight flipped', async () => {
    const path = await saved(name);
    flip(name === 'model.json' ? binOf(path) : path, kernel);
    const weight =
      { 'model.h5': 'conv1_conv/kernel', 'model.weights.h5': 'conv1_conv/0' }[name] ?? 'conv1_conv/kernel';
    const reason =
      name === 'model.keras'
        ? 'the checksum (CRC-32) of its entry "model.weights.h5" is wrong'
        : `the checksum of its weight "${weight}" is wrong`;
    await expect(async () => all((await readModel(path)).weights())).rejects.toMatchObject({
      name: 'FileFormatError',
      message: `"${path}": cannot read: ${reason}`,
    });
  });

  it('is rejected with one letter of its spec changed', async () => {
    const path = await saved(name);
    flip(path, Buffer.from('name: conv1'));
    const reason = name === 'model.keras' ? 'its entry "metadata.json" is wrong' : 'its checksum is wrong';
    await expect(readModel(path)).rejects.toThrow(reason);
  });
});

it('an .h5 file is rejected with one digit of its network changed', async () => {
  const path = await saved('model.h5');
  flip(path, Buffer.from('"filters":4'), 10);
  await expect(readModel(path)).rejects.toThrow('its checksum is wrong');
});

it('weights.h5 is rejected with one bit of the optimizer flipped', async () => {
  const path = await saved('model.weights.h5');
  flip(path, kernel, 0, 'last');
  const { optimizer } = await readModel(path);
  await expect(all(optimizer?.variables() ?? oneByOne([]))).rejects.toThrow(
    /the checksum of its optimizer's variable \d+ is wrong/,
  );
});

it('our attributes without a checksum are rejected, in .h5', async () => {
  const path = await saved('model.h5');
  const { File } = await hdf5Library();
  const file = new File(path, 'a');
  (file as Group).delete_attribute('convspec_checksum');
  file.close();
  await expect(readModel(path)).rejects.toThrow('its checksum is missing');
});

describe('model.json', () => {
  it('saved again by tfjs is read, whose metadata keeps the old checksums', async () => {
    const path = await saved('model.json');
    const model = JSON.parse(readFileSync(path, 'utf8'));
    expect(model.userDefinedMetadata.convspec_checksum).toMatch(/^[0-9a-f]{8}( [0-9a-f]{8}){4}$/);
    flip(binOf(path), kernel);
    writeFileSync(path, JSON.stringify({ ...model, generatedBy: 'TensorFlow.js tfjs-layers v4.22.0' }));
    const read = await readModel(path);
    expect(read.attributes).toEqual(attributes);
    expect(bits(await all(read.weights()))).not.toEqual(bits(weights));
  });

  it.each([
    ['a link out of the folder', (from: string, to: string) => symlinkSync(from, to)],
    ['a pipe', (_: string, to: string) => execFileSync('mkfifo', [to])],
    ['a folder', (_: string, to: string) => mkdirSync(to)],
  ])('whose weights file is %s is rejected', async (_, put) => {
    const path = await saved('model.json');
    const bin = binOf(path);
    const elsewhere = join(temporaryFolder(), 'secret.bin');
    renameSync(bin, elsewhere);
    put(elsewhere, bin);
    await expect(readModel(path)).rejects.toThrow(
      /it is (a link to a file in another folder|not a regular file|a folder, not a file)/,
    );
  });

  it('in a folder of links to files in one other folder is read', async () => {
    const path = await saved('model.json');
    const folder = temporaryFolder();
    for (const file of [path, binOf(path)]) symlinkSync(file, join(folder, file.split('/').at(-1) ?? ''));
    expect(bits(await all((await readModel(join(folder, 'model.json'))).weights()))).toEqual(bits(weights));
  });
});

it.each(formats)('a pipe named %s is rejected instead of waiting for its end', async (name) => {
  const path = join(temporaryFolder(), name);
  execFileSync('mkfifo', [path]);
  await expect(readModel(path)).rejects.toThrow('cannot read: it is not a regular file');
});
