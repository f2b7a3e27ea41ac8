import { expect, it } from 'vitest';
import { readNodeLocation } from '../../../src/hosts/node/location';
import { checkText } from '../../support/check-file';
import { specText } from '../../support/spec-text';
import { folderOf } from '../../support/tiny-project';
import { advice } from './advice';

const code = 'warning policy/class-folders';

const folders: Readonly<Record<string, readonly string[]>> = {
  photos: ['dog', 'cat', '.cache'],
  more: ['bird', 'cat', 'dog', 'fox'],
  cats: ['cat'],
  empty: [],
};
const options = { listFolders: (path: string) => folders[path] ?? null };

const checked = (classes: string, data: string) =>
  advice(specText({ classes: `classes: ${classes}`, data: `data: { ${data} }` }), options);

it.each<[classes: string, data: string, expected: readonly string[]]>([
  ['[cat, dog]', 'train: { directory: photos }', []],
  ['2', 'train: { directory: photos }', []],
  ['[cat, dog, bird]', 'train: { directory: missing }', []],
  ['[cat, dog, bird]', 'train: { directory: empty }', []],
  ['[cat, dog, bird]', 'train: { manifest: photos.csv }', []],
  [
    '[cat, dgo]',
    'train: { directory: photos }',
    [`4:16 ${code} class "dgo" has no folder in "photos"; did you mean "dog"?`],
  ],
  [
    '[cat, horse, dog]',
    'train: { directory: photos }',
    [`4:16 ${code} class "horse" has no folder in "photos"`],
  ],
  [
    '[cat, dog]',
    'train: { directory: more }',
    [`4:10 ${code} "more" has folders that are not classes: bird, fox`],
  ],
  [
    '[car, bus, lorry]',
    'train: { directory: photos }',
    [`4:10 ${code} none of the classes has a folder in "photos", which contains cat, dog`],
  ],
  [
    '3',
    'train: { directory: photos }',
    [`4:10 ${code} expected 3 folders in "photos", one for each class, found 2: cat, dog`],
  ],
  [
    '[cat, dog]',
    'train: { directory: photos }, validation: { directory: more }, test: { directory: cats }',
    [
      `9:64 ${code} "more" has folders that are not classes: bird, fox`,
      `9:91 ${code} "cats" has no folder for the class "dog"`,
    ],
  ],
  [
    '[cat, dog, fox]',
    'train: { directory: more }, validation: { directory: more }',
    [`4:10 ${code} "more" has a folder that is not a class: bird`],
  ],
])('%s, %s', (classes, data, expected) => {
  expect(checked(classes, data)).toEqual(expected);
});

it('is not checked without access to folders', () => {
  const text = specText({ classes: 'classes: [cat, dgo]', data: 'data: { train: { directory: photos } }' });
  expect(advice(text)).toEqual([]);
});

it('is not fixed automatically, because only the author knows the classes', () => {
  const text = specText({ classes: 'classes: [cat, dgo]', data: 'data: { train: { directory: photos } }' });
  expect(checkText(text, options).diagnostics).toMatchObject([{ suggestion: { certain: false } }]);
});

it('compares the folders next to a spec on disk', async () => {
  const folder = folderOf({
    'spec.yaml': 'version: 1\n',
    'photos/cat/1.png': '',
    'photos/notes.txt': '',
  });
  const { listFolders } = await readNodeLocation(`${folder}/spec.yaml`);
  expect([listFolders?.('photos'), listFolders?.('gone'), listFolders?.('spec.yaml')]).toEqual([
    ['cat'],
    null,
    null,
  ]);
});
