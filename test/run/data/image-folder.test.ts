import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCodePoints } from '../../../src/base/text/words';
import { nodeDataFiles } from '../../../src/hosts/node/data-files';
import { DataError } from '../../../src/run/data/data-error';
import { type ImageFolderOptions, openImageFolder } from '../../../src/run/data/image-folder';
import { folderWith } from './pictures';

const two = { 'cat/1.png': '', 'dog/1.png': '' };

async function faultOf(directory: string, options?: ImageFolderOptions): Promise<DataError> {
  const error = await openImageFolder(directory, nodeDataFiles, options).catch((caught: unknown) => caught);
  if (!(error instanceof DataError)) throw new Error(`expected a DataError, received ${String(error)}`);
  return error;
}

describe('openImageFolder', () => {
  it('lists classes and images in code-point order, the same on every machine', async () => {
    const directory = folderWith({
      'b/10.png': '',
      'b/9.png': '',
      'a/x.JPG': '',
      'B/x.webp': '',
      'ä/x.svg': '',
      'a/Y.jpeg': '',
    });
    const { classes, images, warnings } = await openImageFolder(directory, nodeDataFiles);
    expect(classes).toEqual(['B', 'a', 'b', 'ä']);
    expect(images.map(({ path, label }) => [relative(directory, path), label])).toEqual([
      ['B/x.webp', 0],
      ['a/Y.jpeg', 1],
      ['a/x.JPG', 1],
      ['b/10.png', 2],
      ['b/9.png', 2],
      ['ä/x.svg', 3],
    ]);
    expect(warnings).toEqual([]);
  });

  it('uses the order of classes in the spec', async () => {
    const { classes, images } = await openImageFolder(folderWith(two), nodeDataFiles, {
      classNames: ['dog', 'cat'],
    });
    expect(classes).toEqual(['dog', 'cat']);
    expect(images.map(({ path, label }) => [path.includes('dog'), label])).toEqual([
      [true, 0],
      [false, 1],
    ]);
  });

  it('skips hidden names, and lists other files in one warning', async () => {
    const directory = folderWith({
      ...two,
      '.DS_Store': '',
      '.git/config': '',
      'cat/.hidden.png': '',
      'cat/Thumbs.db': '',
      'dog/deeper/2.png': '',
      'labels.csv': '',
    });
    const { images, warnings } = await openImageFolder(directory, nodeDataFiles);
    expect(images).toHaveLength(3);
    expect(warnings).toEqual([
      `${directory}: skipped 2 entries that are not images: labels.csv, cat/Thumbs.db`,
    ]);
  });

  it('lists the folders of a class like Keras: by folder, then by name', async () => {
    const directory = folderWith({
      'cat/b.png': '',
      'cat/a/x.bmp': '',
      'cat/a-b/x.jpe': '',
      'cat/a/c/x.jfif': '',
      'cat/.hidden/x.png': '',
      'dog/deep/1.png': '',
    });
    const { images, warnings } = await openImageFolder(directory, nodeDataFiles);
    expect(images.map(({ path }) => relative(directory, path))).toEqual([
      'cat/b.png',
      'cat/a-b/x.jpe',
      'cat/a/x.bmp',
      'cat/a/c/x.jfif',
      'dog/deep/1.png',
    ]);
    expect(warnings).toEqual([]);
  });

  it('skips links that lead back, and pipes and devices', async () => {
    const directory = folderWith({ ...two, 'cat/a/1.png': '' });
    symlinkSync(join(directory, 'cat'), join(directory, 'cat/a/loop'));
    symlinkSync(join(directory, '..'), join(directory, 'dog/up'));
    symlinkSync('/dev/zero', join(directory, 'dog/zero.png'));
    execFileSync('mkfifo', [join(directory, 'dog/pipe.png')]);
    const { images, warnings } = await openImageFolder(directory, nodeDataFiles);
    expect(images).toHaveLength(3);
    expect(warnings).toEqual([
      `${directory}: skipped 4 entries that are not images: cat/a/loop, dog/pipe.png, dog/up, dog/zero.png`,
    ]);
  });

  it('lists each folder once, however many paths of links lead to it', async () => {
    const directory = folderWith(two);
    let target = folderWith({ '2.png': '' });
    for (let level = 0; level < 30; level++) {
      const folder = folderWith({ 'other.txt': '' });
      for (const name of ['a', 'b']) symlinkSync(target, join(folder, name));
      target = folder;
    }
    symlinkSync(target, join(directory, 'dog/links'));
    const { images } = await openImageFolder(directory, nodeDataFiles);
    expect(images.map(({ path }) => relative(directory, path))).toEqual([
      'cat/1.png',
      'dog/1.png',
      `dog/links/${'a/'.repeat(30)}2.png`,
    ]);
  });

  it('follows symbolic links', async () => {
    const elsewhere = folderWith({ 'birds/1.png': '' });
    const directory = folderWith(two);
    symlinkSync(join(elsewhere, 'birds'), join(directory, 'bird'));
    expect((await openImageFolder(directory, nodeDataFiles)).classes).toEqual(['bird', 'cat', 'dog']);
  });

  it.each<[string, Record<string, string>, ImageFolderOptions, string, string]>([
    ['an empty folder', {}, {}, 'the folder @ has no class folders', 'one folder per class'],
    [
      'images without class folders',
      { '1.png': '', '2.jpg': '', 'a.txt': '' },
      {},
      'the folder @ has no class folders; 2 images are directly in it',
      'one folder per class',
    ],
    [
      'one class only',
      { 'cat/1.png': '' },
      {},
      'the folder @ has 1 class: cat; at least two are required',
      'one folder per class',
    ],
    [
      'another number of classes',
      two,
      { classCount: 3 },
      'expected 3 classes, but the folder @ has 2 classes: cat, dog',
      'set classes: 2 in the spec',
    ],
    [
      'other classes',
      two,
      { classNames: ['cat', 'cow'] },
      'the folders in @ are not the expected classes: no folder for cow; unexpected folder for dog',
      'name the folders like the classes: cat, cow',
    ],
    [
      'a class without images',
      { ...two, 'cow/notes.txt': '' },
      {},
      'the class folder @/cow has no images',
      'remove',
    ],
  ])('rejects %s', async (_, files, options, message, hint) => {
    const directory = folderWith(files);
    const error = await faultOf(directory, options);
    expect(error.message).toBe(message.replace('@', directory));
    expect(error.hint).toContain(hint);
    expect(error.path).toContain(directory);
  });

  it('rejects a missing folder, and a file', async () => {
    const directory = folderWith({ file: '' });
    expect((await faultOf(join(directory, 'none'))).message).toBe(
      `the folder ${directory}/none does not exist`,
    );
    expect((await faultOf(join(directory, 'file'))).message).toBe(
      `the folder ${directory}/file is not a folder`,
    );
  });
});

describe('compareCodePoints', () => {
  it('sorts like UTF-8 bytes', () => {
    const text = fc.string({ unit: 'binary', maxLength: 4 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareCodePoints(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      { numRuns: 1000, examples: [['\uffff', '\u{10000}']] },
    );
  });
});
