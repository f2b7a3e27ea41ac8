import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeDataFiles } from '../../../../src/hosts/node/data-files';
import { DataError } from '../../../../src/run/data/data-error';
import { type ManifestOptions, openManifest } from '../../../../src/run/data/manifest/open-manifest';
import { folderWith } from '../pictures';

const columns = { image: 'image', label: 'label' };
const pictures = { 'img/1.png': '', 'img/2.png': '', 'img/3.png': '' };

/** Opens `text` as a manifest next to three images; its folder is written as `~`. */
async function open(text: string | Uint8Array, options?: ManifestOptions, name = 'train.csv', as = columns) {
  const folder = folderWith({ ...pictures, [name]: text });
  const plain = (words: string) => words.replaceAll(`${folder}/`, '~/');
  try {
    const { classes, images, warnings } = await openManifest(join(folder, name), as, nodeDataFiles, options);
    return {
      classes,
      images: images.map(({ path, label }) => [plain(path), label]),
      warnings: warnings.map(plain),
    };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { fault: plain(error.message), hint: error.hint };
  }
}

const sound = {
  classes: ['cat', 'dog'],
  images: [
    ['~/img/1.png', 1],
    ['~/img/2.png', 0],
  ],
  warnings: [],
};

describe('openManifest', () => {
  it.each([
    ['train.csv', 'image,label\nimg/1.png,dog\nimg/2.png,cat\n'],
    ['train.csv', '\ufefflabel,id,image\r\ndog,7,img/1.png\r\n cat ,8,"img/2.png"\r\n'],
    ['TRAIN.TSV', 'image\tlabel\nimg/1.png\tdog\nimg/2.png\tcat'],
    ['train.jsonl', '{"image":"img/1.png","label":"dog"}\n\n{"label":"cat","image":"img/2.png"}\r\n'],
    ['train.ndjson', '{"image":"img/1.png","label":"dog"}\n{"label":"cat","image":"img/../img/2.png"}'],
  ])('reads %s: %j', async (name, text) => {
    expect(await open(text, {}, name)).toEqual(sound);
  });

  it('accepts other column names, and absolute paths', async () => {
    const folder = folderWith(pictures);
    const text = `file,class,image\n${folder}/img/1.png,b,x\nimg/2.png,a,x\n`;
    const opened = await open(text, {}, 'train.csv', { image: 'file', label: 'class' });
    expect(opened).toMatchObject({
      images: [
        [`${folder}/img/1.png`, 1],
        ['~/img/2.png', 0],
      ],
    });
  });

  it.each<[string, string[], ManifestOptions, string[]]>([
    ['the order of the spec', ['b', 'a', 'c'], { classNames: ['c', 'a', 'b'] }, ['c', 'a', 'b']],
    ['code-point order', ['b', 'a', 'B'], {}, ['B', 'a', 'b']],
    ['numbers by value', ['10', '9', '2'], {}, ['2', '9', '10']],
  ])('orders classes: %s', async (_, labels, options, expected) => {
    const text = `image,label\n${labels.map((label, i) => `img/${i + 1}.png,${label}`).join('\n')}`;
    expect(await open(text, options)).toMatchObject({ classes: expected });
  });

  it('lists all problems by line', async () => {
    const text =
      'image,label\nimg/1.png,dog\nimg/9.png,dgo\nimg/2.png\n,cat\nimg/2.png,""\n"x"y,cat\nimg,cat\n';
    expect(await open(text, { classNames: ['cat', 'dog'] })).toEqual({
      fault: [
        '~/train.csv: 6 rows cannot be used',
        '~/train.csv:3: unknown class "dgo"; did you mean "dog"?',
        '~/train.csv:3: the image ~/img/9.png does not exist',
        '~/train.csv:4: expected 2 fields as in the first line, received 1',
        '~/train.csv:5: "image" is empty',
        '~/train.csv:6: "label" is empty',
        '~/train.csv:7: text follows a closing quote',
        '~/train.csv:8: the image ~/img is not a regular file',
      ].join('\n  '),
      hint: 'fix these rows, or remove them',
    });
  });

  it('rejects links to devices', async () => {
    const folder = folderWith({ 'a.csv': 'image,label\nzero.png,a\nzero.png,b\n' });
    symlinkSync('/dev/zero', join(folder, 'zero.png'));
    await expect(openManifest(join(folder, 'a.csv'), columns, nodeDataFiles)).rejects.toThrow(
      `a.csv:2: the image ${folder}/zero.png is not a regular file`,
    );
  });

  it('lists problems in JSON lines', async () => {
    const text = '{"image":"img/1.png"}\n[]\n{"image":\n{"image":["x"],"label":"a"}\n';
    const { fault } = (await open(text, {}, 'a.jsonl')) as { fault: string };
    expect(fault.split('\n')).toEqual([
      '~/a.jsonl: 4 rows cannot be used',
      '  ~/a.jsonl:1: "label" is missing',
      '  ~/a.jsonl:2: expected an object such as {"image": "a.png", "label": "cat"}',
      expect.stringContaining('  ~/a.jsonl:3: not valid JSON ('),
      '  ~/a.jsonl:4: "image" is a list; expected text',
    ]);
  });

  it('reports other JSON values as what they are', async () => {
    const text = ['true', 'null', '{}', '[]']
      .map((label) => `{"image":"img/1.png","label":${label}}\n`)
      .join('');
    const { fault } = (await open(text, {}, 'a.jsonl')) as { fault: string };
    expect(fault.split('\n').slice(1)).toEqual([
      '  ~/a.jsonl:1: "label" is true; expected text',
      '  ~/a.jsonl:2: "label" is null; expected text',
      '  ~/a.jsonl:3: "label" is an object; expected text',
      '  ~/a.jsonl:4: "label" is a list; expected text',
    ]);
  });

  it('keeps numbers in JSON lines apart', async () => {
    const labels = [
      '10000000000000001',
      '10000000000000000',
      '1e400',
      '0.12345678901234567',
      '0.12345678901234568',
    ];
    const text = [...labels, '7.0', '-3', '"\\"12"', '"__proto__"']
      .map((label, i) => `{"image":"img/${(i % 3) + 1}.png","label":${label}}\n`)
      .join('');
    const { classes } = (await open(text, {}, 'a.jsonl')) as { classes: readonly string[] };
    expect(new Set(classes)).toEqual(new Set([...labels, '7', '-3', '"12', '__proto__']));
  });

  it.each<[string, string | Uint8Array, ManifestOptions, string, string]>([
    [
      'semicolons',
      'image;label\nimg/1.png;a\n',
      {},
      '~/train.csv:1: fields are separated by commas in a .csv file, but these are separated by semicolons',
      'save the file with commas between the fields',
    ],
    [
      'tabs in a .csv file',
      '"image"\t"label"\nimg/1.png\ta\n',
      {},
      '~/train.csv:1: fields are separated by commas in a .csv file, but these are separated by tabs',
      'rename the file to .tsv, or separate the fields by commas',
    ],
    [
      'a missing column',
      'image,class\n',
      {},
      '~/train.csv:1: the column "label" is missing; the columns are image, class',
      'name the columns in the first line, and set label: … next to manifest in the spec to that name',
    ],
    [
      'a column with another name',
      'images,label\n',
      {},
      '~/train.csv:1: the column "image" is missing; the columns are images, label',
      'write image: images next to manifest in the spec, or rename the column to "image"',
    ],
    [
      'a duplicate column',
      'label,image,label\n',
      {},
      '~/train.csv:1: the header has the column "label" 2 times',
      'name the columns in the first line, and set label: … next to manifest in the spec to that name',
    ],
    ['no rows', 'image,label\n', {}, 'the manifest ~/train.csv has no images', 'add rows to it'],
    ['nothing', '', {}, 'the manifest ~/train.csv has no images', 'add rows to it'],
    [
      'one class',
      'image,label\nimg/1.png,a\n',
      {},
      'the manifest ~/train.csv has 1 class: a; at least two are required',
      'add rows of other classes',
    ],
    [
      'another number of classes',
      'image,label\nimg/1.png,a\nimg/2.png,b\n',
      { classCount: 3 },
      'expected 3 classes, but the manifest ~/train.csv has 2 classes: a, b',
      'set classes: 2 in the spec, or fix the labels',
    ],
    [
      'a class without images',
      'image,label\nimg/1.png,a\nimg/2.png,b\n',
      { classNames: ['a', 'b', 'c'] },
      'the manifest ~/train.csv has no images of c',
      'add rows for each class, or remove it from classes',
    ],
    [
      'another encoding',
      Uint8Array.from([0x69, 0xff, 0x0a]),
      {},
      'the manifest ~/train.csv is not UTF-8',
      'save it as UTF-8',
    ],
  ])('rejects %s', async (_, text, options, fault, hint) => {
    expect(await open(text, options)).toEqual({ fault, hint });
  });

  it('allows a class without images in validation data', async () => {
    const text = 'image,label\nimg/1.png,a\n';
    expect(await open(text, { classNames: ['a', 'b'], everyClass: false })).toMatchObject({
      classes: ['a', 'b'],
      warnings: ['the manifest ~/train.csv has no images of b'],
    });
  });

  it('rejects a missing file, and a folder', async () => {
    const folder = folderWith({});
    await expect(openManifest(join(folder, 'a.csv'), columns, nodeDataFiles)).rejects.toThrow(
      `${folder}/a.csv does not exist`,
    );
    await expect(openManifest(folder, columns, nodeDataFiles)).rejects.toThrow(
      `the manifest ${folder} is not a file`,
    );
  });
});
