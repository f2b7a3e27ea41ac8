import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findImageFolders, findImageSets } from '../../../src/cli/init/image-sets';
import { folderOf } from '../../support/tiny-project';

const two = (prefix = '') => ({
  [`${prefix}cat/1.jpg`]: '',
  [`${prefix}dog/1.PNG`]: '',
  [`${prefix}dog/2.webp`]: '',
});

describe('finds class folders', () => {
  it.each([
    ['directly', two(), '', null],
    ['below train, without others', two('train/'), 'train', null],
    ['below train and val', { ...two('train/'), ...two('val/') }, 'train', 'val'],
    ['below train, next to test', { ...two('train/'), ...two('test/') }, 'train', null],
    ['below Training and Valid', { ...two('Training/'), ...two('Valid/') }, 'Training', 'Valid'],
    ['in the only folder of the only folder', two('a/b/'), 'a/b', null],
    ['next to hidden names', { ...two(), '.cache/x.jpg': '' }, '', null],
  ])('%s', async (_, files, train, validation) => {
    const folder = folderOf(files);
    const sets = await findImageSets(folder);
    expect(sets.train.directory).toBe(join(folder, train));
    expect(sets.validation?.directory ?? null).toBe(validation && join(folder, validation));
    expect(sets.train.classes.map(({ name, images }) => [name, images.length])).toEqual([
      ['cat', 1],
      ['dog', 2],
    ]);
  });

  it.each([
    ['test', null],
    ['Testing', 'val'],
  ])('below train, and keeps %s for a test', async (name, held) => {
    const files = { ...two('train/'), ...two(`${name}/`), ...(held === null ? {} : two(`${held}/`)) };
    const folder = folderOf(files);
    const { test, validation } = await findImageSets(folder);
    expect(test?.directory).toBe(join(folder, name));
    expect(validation?.directory ?? null).toBe(held && join(folder, held));
  });

  const classes = (...names: string[]) => Object.fromEntries(names.map((name) => [`${name}/1.png`, '']));

  it.each<[string, string[], Record<string, string>]>([
    ['train', ['bus', 'car', 'train'], {}],
    ['training and test', ['test', 'training'], {}],
    ['Train and val', ['Train', 'bus', 'val'], {}],
    ['valid', ['cat', 'valid'], {}],
    ['train with subfolders', ['bus', 'train'], { 'train/2024/1.png': '', 'train/2025/1.png': '' }],
  ])('that are named %s, like a set', async (_, names, more) => {
    const folder = folderOf({ ...classes(...names), ...more });
    const { train, validation } = await findImageSets(folder);
    expect([train.directory, validation]).toEqual([folder, null]);
    expect(train.classes.map(({ name }) => name)).toEqual(names);
  });

  it('in a set whose classes are named like sets', async () => {
    const folder = folderOf(classes('train/test', 'train/train', 'val/test', 'val/train'));
    const { train, validation } = await findImageSets(folder);
    expect([train.directory, validation?.directory]).toEqual([join(folder, 'train'), join(folder, 'val')]);
    expect(train.classes.map(({ name }) => name)).toEqual(['test', 'train']);
  });

  it('next to a test set without class folders', async () => {
    const folder = folderOf({ ...two('train/'), 'test/1.jpg': '' });
    const { train, validation, notes } = await findImageSets(folder);
    expect([train.directory, validation]).toEqual([join(folder, 'train'), null]);
    expect(notes).toEqual([
      `the images in ${join(folder, 'test')} are not used, because they have no class folders`,
    ]);
  });

  it('and compares names in NFC and NFD as equal', async () => {
    const folder = folderOf(classes('train/b', 'train/caf\u00e9', 'val/b', 'val/cafe\u0301'));
    const { train, validation } = await findImageSets(folder);
    expect(validation?.classes.map(({ name }) => name)).toEqual(train.classes.map(({ name }) => name));
  });

  it('and images in the folders of a class', async () => {
    const { train } = await findImageSets(folderOf({ 'a/x/1.bmp': '', 'b/y/z/1.jfif': '', 'b/2.jpe': '' }));
    expect(train.classes.map(({ name, images }) => [name, images.length])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  it('and reports images that belong to no class', async () => {
    const folder = folderOf({ ...two(), 'a.jpg': '', 'dog/deep/3.jpg': '', 'readme.txt': '' });
    expect((await findImageSets(folder)).notes).toEqual([
      `1 image directly in ${folder} belongs to no class`,
    ]);
  });
});

describe('finds folders with class folders', () => {
  const classes = (...names: string[]) => Object.fromEntries(names.map((name) => [`${name}/1.png`, '']));

  it.each<[string, Record<string, string>, readonly string[]]>([
    ['in the working directory', { ...two('toys/'), ...two('src/') }, ['toys']],
    ['among others', { ...two('toys/'), ...two('pets/'), 'notes/x.txt': '' }, ['pets', 'toys']],
    ['that are the sets of the working directory', { ...two('train/'), ...two('val/') }, ['.']],
    ['that are the classes themselves', classes('bus', 'car', 'train'), ['.']],
    ['but none in a project without images', { 'src/a/1.png': '', 'docs/b/1.png': '' }, []],
  ])('%s', async (_, files, found) => {
    expect(await findImageFolders(folderOf(files))).toEqual(found);
  });
});

describe('rejects other layouts, and reports what was found', () => {
  it.each([
    [
      'images without class folders',
      { '1.jpg': '', '2.jpg': '' },
      'has no class folders; 2 images are directly in it',
    ],
    [
      'a manifest',
      { 'labels.csv': 'image,label', '1.jpg': '' },
      'has no class folders, but a table: labels.csv',
    ],
    ['nothing', {}, 'has no class folders with images'],
    [
      'one class',
      { 'cat/1.jpg': '', 'dog/x.txt': '' },
      'has images of only one class, cat; dog has none; at least two are required',
    ],
    [
      'files in other formats',
      { 'a/x/1.heic': '', 'b/2.psd': '' },
      'has no class folders with images: a, b have no files named *.png, *.jpg, *.jpeg, *.jpe, *.jfif,',
    ],
    ['a class without images', { ...two(), 'owl/x.txt': '' }, 'a folder has no images: owl'],
    [
      'other classes for the test',
      { ...two('train/'), 'test/cat/1.jpg': '', 'test/owl/1.jpg': '' },
      'have different classes: cat, dog; and cat, owl',
    ],
    [
      'other classes for validation',
      { ...two('train/'), 'val/cat/1.jpg': '', 'val/owl/1.jpg': '' },
      'have different classes: cat, dog; and cat, owl',
    ],
  ])('%s', async (_, files, message) => {
    await expect(findImageSets(folderOf(files))).rejects.toMatchObject({
      name: 'InitError',
      message: expect.stringContaining(message),
    });
  });

  it('explains the layout, or how to use a manifest', async () => {
    await expect(findImageSets(folderOf({ '1.jpg': '' }))).rejects.toMatchObject({
      hint: expect.stringContaining('photos/cat/1.jpg'),
    });
    await expect(findImageSets(folderOf({ 'labels.csv': '' }))).rejects.toMatchObject({
      hint: expect.stringContaining('data: { train: { manifest: labels.csv'),
    });
  });

  it('rejects a missing folder, and a file', async () => {
    const folder = folderOf({ file: '' });
    await expect(findImageSets(join(folder, 'gone'))).rejects.toThrow(
      `${join(folder, 'gone')} does not exist`,
    );
    await expect(findImageSets(join(folder, 'file'))).rejects.toThrow(
      `${join(folder, 'file')} is not a folder`,
    );
  });
});
