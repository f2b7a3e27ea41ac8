import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { UserError } from '../../src/base/diagnostics/user-error';
import { randomStream } from '../../src/base/random/stream';
import type { ModelPlan } from '../../src/check/model-plan';
import { nodeDataFiles } from '../../src/hosts/node/data-files';
import { readStateFile, writeStateFile } from '../../src/hosts/node/run-state-file';
import { openNpyFile, openNpz } from '../../src/run/data/arrays/npz';
import { checkText } from '../support/check-file';
import { readModel, writeModel } from '../support/node-formats';
import { temporaryFolder } from '../support/temporary-folder';
import { oneByOne, randomWeights, referenceUrl } from './keras/weights';

/*
 * The law of the round trip: every reader, given a file whose bytes were changed at random, returns the same numbers or an
 * error with a message. Raised for a long run: CONVSPEC_FUZZ_CASES=20000 npx vitest run test/compile/round-trip.test.ts
 *
 * The law needs a checksum. Files of other programs in formats that have none (.h5, .weights.h5, model.json, .npy) can
 * change unnoticed: a bit of a weight is as good as any other, and HDF5 as h5py writes it protects no address and no text
 * of a configuration either. For those files the law is only: an error with a message, or values for every weight.
 */
const cases = Number(process.env.CONVSPEC_FUZZ_CASES ?? 700);

/** A file with its companions: the reader gets the path of the first. */
interface Source {
  readonly name: string;
  /** Whether a checksum protects it. */
  readonly protected: boolean;
  files(): Promise<readonly (readonly [name: string, bytes: Buffer])[]>;
  /** Everything that the reader returns. */
  read(path: string): Promise<unknown>;
}

async function readAll(path: string): Promise<unknown> {
  const { path: _, weights, optimizer, ...head } = await readModel(path);
  const values: [string, string][] = [];
  for await (const weight of weights()) values.push([weight.path, hexOf(weight.values)]);
  const slots: string[] = [];
  if (optimizer) for await (const slot of optimizer.variables()) slots.push(hexOf(slot));
  return { ...head, values, optimizer: optimizer && { ...optimizer, variables: slots } };
}

async function readArrays(path: string): Promise<unknown> {
  const arrays = path.endsWith('.npy')
    ? [await openNpyFile(path, nodeDataFiles)]
    : await openNpz(path, ['x', 'y'], nodeDataFiles);
  return Promise.all(
    arrays.map(async ({ name: _, rows, ...head }) => ({
      ...head,
      values: await rows(0, head.shape[0] ?? 0),
    })),
  );
}

function hexOf({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('hex');
}

const spec = `
version: 1
name: net
input: { shape: [8, 8, 3] }
classes: [a, b, c]
blocks:
  - { type: conv, filters: 4, kernel: 3, batchNorm: true, pool: 2 }
  - { type: flatten }
  - { type: dense, units: classes, activation: softmax }
training: { optimizer: { type: adam } }
`;

function planOf(text: string): ModelPlan {
  const { plan, diagnostics } = checkText(text);
  if (!plan) throw new Error(diagnostics[0]?.message);
  return plan;
}

/** Our own files. */
const written = ['model.keras', 'model.h5', 'model.weights.h5', 'model.json'].map(
  (name): Source => ({
    name: `convspec's ${name}`,
    protected: true,
    read: readAll,
    async files() {
      const plan = planOf(spec);
      const path = join(temporaryFolder(), name);
      const weights = randomWeights(plan);
      await writeModel(path, {
        plan,
        weights: oneByOne(weights),
        attributes: { convspec_spec: spec, convspec_classes: '["a","b","c"]' },
        ...(name === 'model.json'
          ? {}
          : {
              optimizer: {
                iterations: 3,
                readSlot: async (of) => weights.find(({ path }) => path === of)?.values,
              },
            }),
      });
      const first = readFileSync(path);
      if (name !== 'model.json') return [[name, first]];
      const [bin] = JSON.parse(String(first)).weightsManifest[0].paths;
      return [
        [name, first],
        [bin, readFileSync(join(path, '..', bin))],
      ];
    },
  }),
);

const state: Source = {
  name: 'a state file',
  protected: true,
  read: (path) => readStateFile(path),
  async files() {
    const path = join(temporaryFolder(), 'state');
    const tensors = [
      ['weight/0', Float32Array.of(1, 2, 3)],
      ['slot/a', new Float32Array(50).fill(0.5)],
    ] as const;
    await writeStateFile(path, { header: { sequence: 3, run: { text: 'naïve' } }, tensors });
    return [['state', readFileSync(path)]];
  },
};

function recorded(url: URL, isProtected: boolean, read: Source['read']): Source {
  const name = basename(url.pathname);
  return { name, protected: isProtected, read, files: async () => [[name, readFileSync(url)]] };
}

const arrays = (name: string) => new URL(`../reference/arrays/${name}`, import.meta.url);

const sources: readonly Source[] = [
  ...written,
  state,
  recorded(referenceUrl('a-trained.keras'), true, readAll),
  recorded(referenceUrl('d-plain.keras'), true, readAll),
  recorded(referenceUrl('a-trained.h5'), false, readAll),
  recorded(referenceUrl('a-trained.weights.h5'), false, readAll),
  recorded(arrays('stored.npz'), true, readArrays),
  recorded(arrays('compressed.npz'), true, readArrays),
  recorded(arrays('f4.npy'), false, readArrays),
];

/** In a model.json, the key of all metadata can be damaged: then it is a file of another program, with no spec or classes. */
function isForeign({ name }: Source, received: unknown): boolean {
  const { attributes } = received as { readonly attributes?: object };
  return name.endsWith('model.json') && Object.keys(attributes ?? {}).length === 0;
}

type Random = () => number;

/** Changes some bytes: single bits, whole bytes, a range, or the length. */
function mutate(bytes: Buffer, random: Random): Buffer {
  let changed = Buffer.from(bytes);
  const at = () => random() % Math.max(1, changed.length);
  for (let left = 1 + (random() % 3); left > 0; left--) {
    const [from, length] = [at(), 1 + (random() % 16)];
    const piece = Buffer.from(Array.from({ length }, () => random() & 0xff));
    switch (random() % 8) {
      case 0:
        changed = changed.subarray(0, from);
        break;
      case 1:
        changed = Buffer.concat([changed.subarray(0, from), piece, changed.subarray(from)]);
        break;
      case 2:
        changed = Buffer.concat([changed.subarray(0, from), changed.subarray(from + length)]);
        break;
      case 3:
        changed = Buffer.concat([changed.subarray(0, from), piece, changed.subarray(from + length)]);
        break;
      case 4:
        changed.copyWithin(from, at(), at());
        break;
      case 5:
        changed.fill(random() % 2 === 0 ? 0 : 0xff, from, Math.min(from + length, changed.length));
        break;
      default:
        if (changed.length > 0) changed[from] = (changed[from] ?? 0) ^ (1 << (random() % 8));
    }
  }
  return changed;
}

it.each(sources)(
  '$name: changed bytes give the same numbers or an error',
  async (source) => {
    const random = randomStream(20_261_130, source.name);
    const files = await source.files();
    const folder = temporaryFolder();
    const [first = ''] = files[0] ?? [];
    for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
    const expected = await source.read(join(folder, first));
    let rejected = 0;
    const count = Math.ceil(cases / sources.length);
    for (let i = 0; i < count; i++) {
      const target = random() % files.length;
      // The library may keep a damaged file open, and would then confuse it with the next.
      const path = join(folder, first === 'model.json' ? first : `${i}-${first}`);
      for (const [j, [name, bytes]] of files.entries())
        writeFileSync(j === 0 ? path : join(folder, name), j === target ? mutate(bytes, random) : bytes);
      const received = await source.read(path).catch((error: unknown) => error);
      if (received instanceof Error) {
        rejected++;
        expect(received, `case ${i}: ${received.stack}`).toBeInstanceOf(UserError);
        if (!(received instanceof UserError)) continue;
        expect(received.lines, `case ${i}`).toHaveLength(1);
        expect(received.message, `case ${i}`).not.toMatch(/undefined|\[object/);
      } else if (source.protected && !isForeign(source, received))
        expect(received, `case ${i}`).toEqual(expected);
    }
    expect(rejected).toBeGreaterThan(count / (source.protected ? 2 : 8));
  },
  20_000 + cases * 100,
);
