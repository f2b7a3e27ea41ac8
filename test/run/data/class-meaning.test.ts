import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { nodeData } from '../../../src/hosts/node/data-files';
import { dataSchema } from '../../../src/language/data';
import { classesSchema } from '../../../src/language/small-sections';
import type { DataSet } from '../../../src/run/data/data-set';
import { type DataPlan, openDataSets } from '../../../src/run/data/open-data-sets';
import { checkText } from '../../support/check-file';
import { npyBytes } from '../../support/npy-bytes';
import { specText } from '../../support/spec-text';
import { allBatches, folderWith, greyPng, inputSpec } from './pictures';

/** A project with one image per class, whose gray value is 20 times the class, as every kind of source. */
async function project(classes: readonly number[]): Promise<string> {
  const files: Record<string, string | Uint8Array> = {};
  for (const name of classes) files[`folder/${name}/x.png`] = await greyPng(20 * name);
  const rows = classes.map((name) => `folder/${name}/x.png,${name}`);
  files['list.csv'] = `image,label\n${rows.join('\n')}\n`;
  files['x.npy'] = npyBytes(
    Uint8Array.from(classes, (name) => 20 * name),
    [classes.length, 1, 1, 1],
  );
  files['y.npy'] = npyBytes(Int32Array.from(classes), [classes.length]);
  return folderWith(files);
}

const sources = {
  folder: { directory: 'folder' },
  manifest: { manifest: 'list.csv' },
  arrays: { arrays: { images: 'x.npy', labels: 'y.npy' } },
};
type Kind = keyof typeof sources;
const kinds = Object.keys(sources) as Kind[];

/** The name of the class of each gray value in a set. */
async function meaning(set: DataSet | null): Promise<Record<number, string | undefined>> {
  const batches = set ? await allBatches(set, { batchSize: 1, epoch: 0 }) : [];
  return Object.fromEntries(batches.map(({ x, y }) => [(x[0] ?? 0) / 20, set?.classes[y.indexOf(1)]]));
}

function plan(train: Kind, validation: Kind, count: number, classNames: readonly string[] | null): DataPlan {
  const data = dataSchema.parse({ train: sources[train], validation: sources[validation] });
  return { data, input: inputSpec({ shape: [1, 1, 1] }), classNames, classCount: count, seed: 1 };
}

describe('a class number means the same in every pair of sources, or the sources are refused', () => {
  const pairs = kinds.flatMap((train) => kinds.map((validation) => [train, validation] as const));
  const sets = [[0, 1, 2], [1, 2, 3], [0, 1, 3], Array.from({ length: 12 }, (_, i) => i)];

  it.each(pairs)('%s and %s', async (train, validation) => {
    for (const classes of sets) {
      const base = await project(classes);
      const truth = Object.fromEntries(classes.map((name) => [name, String(name)]));
      for (const listed of [null, classes.map(String), classes.map(String).toReversed()]) {
        const opened = await openDataSets(
          plan(train, validation, classes.length, listed),
          base,
          nodeData,
        ).catch((error: unknown) => error);
        if (opened instanceof Error) {
          expect(listed).toBeNull();
          expect(opened).toMatchObject({
            name: 'DataError',
            hint: expect.stringContaining(`classes: [${classes.map((name) => `"${name}"`).join(', ')}]`),
          });
        } else {
          const { train, validation } = opened as Awaited<ReturnType<typeof openDataSets>>;
          expect([await meaning(train), await meaning(validation)]).toEqual([truth, truth]);
        }
      }
    }
  });
});

it.each([
  ['probabilities', [1, 0, 0, 0, 1, 0, 0, 0, 1], [3, 3], 'are probabilities by class number'],
  ['numbers', [0, 1, 2], [3], 'are numbers'],
])('refuses %s for folders that are numbered differently', async (_, labels, shape, kind) => {
  const base = await project([0, 2, 10]);
  await writeFile(`${base}/y.npy`, npyBytes(Int32Array.from(labels), shape));
  await expect(openDataSets(plan('folder', 'arrays', 3, null), base, nodeData)).rejects.toThrow(
    `the labels ${base}/y.npy ${kind}; the classes of the training images are whole numbers (0, 10, 2), but class number 1 would be the class named "10"`,
  );
});

describe('names in NFC and NFD', () => {
  const [nfc, nfd] = ['caf\u00e9', 'cafe\u0301'];

  it('are the same class in folders, manifests and specs', async () => {
    const base = folderWith({
      [`train/${nfd}/1.png`]: await greyPng(1),
      'train/z/1.png': await greyPng(2),
      'validation.csv': `image,label\ntrain/${nfd}/1.png,${nfc}\ntrain/z/1.png,z\n`,
    });
    for (const classes of [null, [nfd, 'z'], [nfc, 'z']]) {
      const names = classes && (classesSchema.parse(classes).names ?? null);
      const data = dataSchema.parse({
        train: { directory: 'train' },
        validation: { manifest: 'validation.csv' },
        ...(classes ? { classWeights: { [nfd]: 2 } } : {}),
      });
      const facts = { data, input: inputSpec({ shape: [1, 1, 1] }), classCount: 2, seed: 1 };
      const { train } = await openDataSets({ ...facts, classNames: names }, base, nodeData);
      // By code point, é is after z.
      expect(train.classes).toEqual(classes ? [nfc, 'z'] : [nfc, 'z'].toSorted());
    }
  });

  it('cannot be two classes', async () => {
    const base = folderWith({ [`${nfd}/1.png`]: '', [`${nfc}/1.png`]: '', 'z/1.png': '' });
    const data = dataSchema.parse({ train: { directory: '.' } });
    await expect(
      openDataSets(
        { data, input: inputSpec({ shape: [1, 1, 1] }), classNames: null, classCount: 2, seed: 1 },
        base,
        nodeData,
      ),
    ).rejects.toThrow(
      `has two folders for the class "${nfc}", whose names differ only in their Unicode form`,
    );
    const { diagnostics } = checkText(specText({ classes: `classes: [${nfd}, ${nfc}]` }));
    expect(diagnostics.map(({ message }) => message)).toContain(`the class "${nfc}" is listed twice`);
  });

  it('cannot have two class weights', () => {
    const weights = `data: { train: { directory: x }, classWeights: { ${nfd}: 1, ${nfc}: 2 } }`;
    const { diagnostics } = checkText(specText({ classes: `classes: [${nfc}, z]`, data: weights }));
    expect(diagnostics.map(({ message }) => message)).toEqual([`the class "${nfc}" has two weights`]);
  });
});
