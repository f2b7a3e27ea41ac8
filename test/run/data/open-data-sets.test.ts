import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { nodeData } from '../../../src/hosts/node/data-files';
import { dataSchema } from '../../../src/language/data';
import { mapDataPaths } from '../../../src/run/data/data-host';
import { type DataPlan, openDataSets, splitImages } from '../../../src/run/data/open-data-sets';
import { allBatches, folderWith, greyPng, inputSpec } from './pictures';

/** A plan for images of one pixel. */
function plan(data: unknown, options: Partial<DataPlan> = {}): DataPlan {
  return {
    data: dataSchema.parse(data),
    input: inputSpec({ shape: [1, 1, 1] }),
    classNames: null,
    classCount: 2,
    seed: 1,
    ...options,
  };
}

/** Twenty images, of gray `i` in `train/a` and `100 + i` in `train/b`, ten each; two in `other`. */
async function folder(): Promise<string> {
  const files: Record<string, Uint8Array> = {
    'other/a/0.png': await greyPng(200),
    'other/b/0.png': await greyPng(201),
  };
  for (let i = 0; i < 10; i++) {
    files[`train/a/${i}.png`] = await greyPng(i);
    files[`train/b/${i}.png`] = await greyPng(100 + i);
  }
  return folderWith(files);
}

async function greysOf(set: Parameters<typeof allBatches>[0] | null): Promise<number[]> {
  if (set === null) return [];
  return (await allBatches(set, { batchSize: 4, epoch: 0 })).flatMap(({ x }) => Array.from(x));
}

const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);
const all = [...Array(10).keys(), ...Array.from({ length: 10 }, (_, i) => 100 + i)];

describe('openDataSets', () => {
  it('opens a folder for training only', async () => {
    const opened = await openDataSets(plan({ train: { directory: 'train' } }), await folder(), nodeData);
    expect(opened.validation).toBeNull();
    expect(opened.train.classes).toEqual(['a', 'b']);
    expect(opened.train.size).toBe(20);
    const greys = await greysOf(opened.train);
    expect(greys).not.toEqual(all);
    expect(sorted(greys)).toEqual(all);
  });

  it('opens a separate folder for validation, unshuffled, in the order of the classes', async () => {
    const data = {
      train: { directory: 'train', augment: { brightness: 1 } },
      validation: { directory: 'other' },
    };
    const opened = await openDataSets(plan(data, { classNames: ['b', 'a'] }), await folder(), nodeData);
    expect(opened.train.classes).toEqual(['b', 'a']);
    expect(await greysOf(opened.validation)).toEqual([201, 200]);
    expect(sorted(await greysOf(opened.train))).not.toEqual(all);
  });

  it('splits every class by share and seed, with every image in exactly one set', async () => {
    const base = await folder();
    const split = (seed: number) =>
      openDataSets(
        plan({ train: { directory: 'train' }, validation: { split: 0.3 } }, { seed }),
        base,
        nodeData,
      );
    const opened = await split(1);
    const validation = await greysOf(opened.validation);
    expect(validation.filter((grey) => grey < 100)).toHaveLength(3);
    expect(validation).toHaveLength(6);
    expect(validation).toEqual(sorted(validation));
    expect(sorted([...validation, ...(await greysOf(opened.train))])).toEqual(all);
    expect(await greysOf((await split(1)).validation)).toEqual(validation);
    expect(await greysOf((await split(2)).validation)).not.toEqual(validation);
  });

  it('opens a manifest, weighted by class, and another for validation', async () => {
    const base = folderWith({
      'a.png': await greyPng(1),
      'b.png': await greyPng(2),
      'c.png': await greyPng(3),
      'lists/train.csv': 'file,class\n../a.png,x\n../b.png,y\n../c.png,y\n',
      'lists/validation.jsonl': '{"image":"../c.png","label":"y"}\n',
    });
    const data = {
      train: { manifest: 'lists/train.csv', image: 'file', label: 'class' },
      validation: { manifest: 'lists/validation.jsonl' },
      classWeights: 'balanced',
    };
    const { train, validation, warnings } = await openDataSets(plan(data), base, nodeData);
    expect(train.classes).toEqual(['x', 'y']);
    const [batch] = await allBatches(train, { batchSize: 3, epoch: 0 });
    const weightOf = new Map(Array.from(batch?.x ?? [], (grey, row) => [grey, batch?.weights?.[row]]));
    expect(weightOf).toEqual(new Map([1, 2, 3].map((grey) => [grey, grey === 1 ? 1.5 : 0.75])));
    const [validated] = validation ? await allBatches(validation, { batchSize: 3, epoch: 0 }) : [];
    expect(validated).toEqual({ index: 0, size: 1, x: Float32Array.from([3]), y: Float32Array.from([0, 1]) });
    expect(warnings).toEqual([`the manifest ${base}/lists/validation.jsonl has no images of x`]);
  });

  it('splits arrays with soft labels', async () => {
    const base = fileURLToPath(new URL('../../reference/arrays', import.meta.url));
    const data = {
      train: { arrays: 'soft.npz', images: 'images', labels: 'labels' },
      validation: { split: 0.5 },
    };
    const opened = await openDataSets(plan(data, { input: inputSpec({ shape: [2, 2, 1] }) }), base, nodeData);
    expect([opened.train.size, opened.validation?.size]).toEqual([2, 1]);
    const sets = [opened.train, opened.validation ?? opened.train];
    const rows = (await Promise.all(sets.map((set) => allBatches(set, { batchSize: 1, epoch: 0 })))).flat();
    const found = rows.map(({ x, y }) => [x[0], ...y]);
    expect(found.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0))).toEqual([
      [0, 0.25, 0.75],
      [80, 1, 0],
      [160, 0.5, 0.5],
    ]);
  });

  it('stops at the first corrupt image if none is allowed', async () => {
    const base = folderWith({
      'a/1.png': await greyPng(1),
      'a/2.png': 'no picture',
      'b/1.png': await greyPng(2),
    });
    const { train } = await openDataSets(plan({ train: { directory: '.' }, maxCorrupt: 0 }), base, nodeData);
    await expect(allBatches(train, { batchSize: 3, epoch: 0 })).rejects.toMatchObject({
      message: expect.stringMatching(/^1 of 3 images cannot be decoded; the last: /),
      hint: 'fix or remove the files listed in the warnings, or increase data.maxCorrupt',
    });
  });

  it('reports a class without validation images after the split', async () => {
    const base = folderWith({ 'a/1.png': '', 'a/2.png': '', 'b/1.png': '' });
    const opened = await openDataSets(
      plan({ train: { directory: '.' }, validation: { split: 0.5 } }),
      base,
      nodeData,
    );
    expect([opened.train.size, opened.validation?.size]).toEqual([2, 1]);
    expect(opened.warnings).toEqual([
      'class b has only one image, which is used for training and not for validation',
    ]);
  });

  it.each<[string, unknown, Partial<DataPlan>, RegExp]>([
    ['a missing folder', { train: { directory: 'none' } }, {}, /the folder .*none does not exist/],
    ['another number of classes', { train: { directory: 'train' } }, { classCount: 3 }, /expected 3 classes/],
    [
      'other classes for validation',
      { train: { directory: 'train' }, validation: { directory: '.' } },
      {},
      /not the expected classes: no folder for a, b; unexpected folder for other, train/,
    ],
    [
      'a split that leaves nothing for validation',
      { train: { directory: 'other' }, validation: { split: 0.5 } },
      {},
      /none is left for validation/,
    ],
  ])('rejects %s', async (_, data, options, message) => {
    await expect(openDataSets(plan(data, options), await folder(), nodeData)).rejects.toThrow(message);
  });

  it('reports corrupt images while they are read, and other files immediately', async () => {
    const warnings: string[] = [];
    const base = folderWith({
      'a/1.png': await greyPng(1),
      'a/2.png': 'text',
      'b/1.png': await greyPng(2),
      'b/n.txt': '',
    });
    const opened = await openDataSets(plan({ train: { directory: '.' } }), base, nodeData, {
      onWarning: (message) => warnings.push(message),
    });
    expect(opened.warnings).toEqual([expect.stringContaining('b/n.txt')]);
    expect(warnings).toEqual([]);
    expect(sorted(await greysOf(opened.train))).toEqual([1, 2]);
    expect(warnings).toEqual([expect.stringContaining('a/2.png is not an image in a supported format')]);
  });
});

describe('mapDataPaths', () => {
  it.each([
    [{ train: { directory: 'a', augment: { zoom: 0.1 } } }, ['a']],
    [{ train: { manifest: 'a.csv' }, validation: { split: 0.5 }, classWeights: 'balanced' }, ['a.csv']],
    [{ train: { arrays: 'a.npz', images: 'x' }, validation: { directory: 'b' } }, ['a.npz', 'b']],
    [
      {
        train: { arrays: { images: 'x.npy', labels: 'y.npy' } },
        validation: { manifest: 'b.tsv', image: 'c' },
      },
      ['x.npy', 'y.npy', 'b.tsv'],
    ],
  ])('changes every path of %j and nothing else', (section, paths) => {
    const data = dataSchema.parse(section);
    const changed: string[] = [];
    const moved = mapDataPaths(data, (path) => {
      changed.push(path);
      return `../${path}`;
    });
    expect(changed).toEqual(paths);
    expect(JSON.parse(JSON.stringify(moved).replaceAll('../', ''))).toEqual(data);
    expect(mapDataPaths(moved, (path) => path.replace('../', ''))).toEqual(data);
  });
});

describe('splitImages', () => {
  const labels = (...counts: number[]) =>
    counts.flatMap((count, label) => Array.from({ length: count }, () => label));

  it.each([
    [1, 0.5, 0],
    [2, 0.01, 1],
    [2, 0.99, 1],
    [10, 0.25, 3],
    [10, 0.2, 2],
    [100, 0.999, 99],
  ])('splits %i images by a share of %d: %i for validation', (count, share, expected) => {
    const { train, validation } = splitImages(labels(count), ['a'], share, 1);
    expect([train.length, validation.length]).toEqual([count - expected, expected]);
    expect(sorted([...train, ...validation])).toEqual([...Array(count).keys()]);
  });

  it('splits a class in the same way regardless of the other classes', () => {
    const alone = splitImages(labels(10), ['a'], 0.3, 1).validation;
    const withAnother = splitImages(labels(10, 7), ['a', 'b'], 0.3, 1).validation;
    expect(withAnother.filter((image) => image < 10)).toEqual(alone);
  });
});
