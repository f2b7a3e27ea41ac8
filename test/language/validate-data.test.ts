import { describe, expect, it } from 'vitest';
import { type DataSpec, dataSchema } from '../../src/language/data';
import type { SpecInput } from '../../src/language/define-spec';
import { found } from '../support/check-file';
import { specText } from '../support/spec-text';

describe('one mistake in the section data, one diagnostic', () => {
  it.each([
    ['train: a', '16 spec/wrong-type expected a mapping, received "a"'],
    ['train: { directory: "" }', '29 spec/out-of-range expected a non-empty string, received ""'],
    ['train: { directry: a }', '18 spec/unknown-key unknown key "directry"; did you mean "directory"?'],
    [
      'train: { images: x }',
      '16 spec/invalid-value expected directory: …, manifest: … or arrays: …, received a mapping with "images"',
    ],
    [
      'train: { directory: a, manifest: b.csv }',
      '42 spec/invalid-value "manifest" and "directory" are mutually exclusive: use only one of them',
    ],
    [
      'train: { manifest: b.txt }',
      '28 spec/invalid-value expected the path of a .csv, .tsv, .jsonl or .ndjson file, received "b.txt"',
    ],
    [
      'train: { manifest: b.csv, imgae: file }',
      '35 spec/unknown-key unknown key "imgae"; did you mean "image"?',
    ],
    [
      'train: { directory: a, label: x }',
      '39 spec/invalid-value "label" can only be used with "manifest", not with "directory"',
    ],
    [
      'train: { arrays: a.npy }',
      '26 spec/invalid-value expected the path of an .npz file, or { images: x.npy, labels: y.npy }, received "a.npy"',
    ],
    [
      'train: { arrays: { images: a.npy } }',
      '26 spec/wrong-type expected the path of an .npz file, or { images: x.npy, labels: y.npy }, received a mapping with "images"',
    ],
    [
      'train: { arrays: { images: a.npy, labels: b.npz } }',
      '51 spec/invalid-value expected the path of a .npy file, received "b.npz"',
    ],
    [
      'train: { arrays: { images: a.npy, labels: b.npy }, images: x }',
      '68 spec/invalid-value "images" names an array in an .npz file, but "arrays" lists separate .npy files',
    ],
    [
      'train: { directory: a, augment: { flip: sideways } }',
      '49 spec/wrong-type expected "none", "horizontal", "vertical", "both", true or false, received "sideways"',
    ],
    [
      'train: { directory: a, augment: { mixup: 2 } }',
      '50 spec/out-of-range expected a number of at most 1, received 2',
    ],
    [
      'train: { directory: a, augment: { cutot: 0.2 } }',
      '43 spec/unknown-key unknown key "cutot"; did you mean "cutout"?',
    ],
    ['train: { directory: a }, validation: 0.2', '46 spec/wrong-type expected a mapping, received 0.2'],
    [
      'train: { directory: a }, validation: { split: 1 }',
      '55 spec/out-of-range expected a number less than 1, received 1',
    ],
    [
      'train: { directory: a }, validation: { splt: 0.1 }',
      '48 spec/unknown-key unknown key "splt"; did you mean "split"?',
    ],
    [
      'train: { directory: a }, validation: { split: 0.1, directory: a }',
      '71 spec/invalid-value "directory" and "split" are mutually exclusive: use only one of them',
    ],
    [
      'train: { directory: a }, validation: {}',
      '46 spec/invalid-value expected split: 0.2, directory: …, manifest: … or arrays: …, received a mapping',
    ],
    [
      'train: { directory: a }, validation: { directory: a, augment: { flip: true } }',
      '62 spec/unknown-key unknown key "augment"',
    ],
    [
      'train: { directory: a }, classWeights: balance',
      '48 spec/wrong-type expected "balanced", or a mapping of class names to factors, received "balance"',
    ],
    [
      'train: { directory: a }, classWeights: { cat: 0 }',
      '55 spec/out-of-range expected a number more than 0, received 0',
    ],
    [
      'train: { directory: a }, classWeights: { cat: many }',
      '55 spec/wrong-type expected a number, received "many"',
    ],
    ['train: { directory: a }, maxCorrupt: 0.1', '46 spec/wrong-type expected a whole number, received 0.1'],
    [
      'train: { directory: a }, maxCorupt: 1',
      '34 spec/unknown-key unknown key "maxCorupt"; did you mean "maxCorrupt"?',
    ],
  ])('%s', (section, expected) => {
    expect(found(specText({ more: `data: { ${section} }` }))).toEqual([`9:${expected}`]);
  });
});

describe('class weights', () => {
  const weighted = (weights: string, classes: string | null) =>
    found(
      specText({
        ...(classes === null ? {} : { classes }),
        more: `data: { train: { directory: a }, classWeights: ${weights} }`,
      }),
    );
  const classes = 'classes: [cat, dog]';

  it.each<[string, string | null, string[]]>([
    ['{ cat: 2, dog: 1 }', classes, []],
    ['balanced', classes, []],
    ['{ anything: 2 }', null, []],
    ['{ cta: 2 }', classes, ['9:50 spec/unknown-key unknown class "cta"; did you mean "cat"?']],
    [
      '{ cow: 2, 7: 3 }',
      classes,
      ['9:50 spec/unknown-key unknown class "cow"', '9:58 spec/unknown-key unknown class "7"'],
    ],
  ])('%s of %s', (weights, names, expected) => {
    expect(weighted(weights, names)).toEqual(expected);
  });
});

const noChange = {
  flip: 'none',
  rotation: 0,
  shift: 0,
  zoom: 0,
  brightness: 0,
  contrast: 0,
  cutout: 0,
  mixup: 0,
};

type DataInput = NonNullable<SpecInput['data']>;

/** The mistakes that the types of `defineSpec` find. */
export const mistyped: readonly DataInput[] = [
  // @ts-expect-error a set has one source
  { train: {} },
  // @ts-expect-error columns require a manifest
  { train: { directory: 'a', image: 'file' } },
  // @ts-expect-error an unknown value
  { train: { directory: 'a', augment: { flip: 'sideways' } } },
  // @ts-expect-error validation is not augmented
  { train: { directory: 'a' }, validation: { directory: 'b', augment: {} } },
  // @ts-expect-error an unknown value
  { train: { directory: 'a' }, classWeights: 'balance' },
];

describe('a valid section', () => {
  it.each<[DataInput, DataSpec]>([
    [{ train: { directory: 'a' } }, { train: { directory: 'a' } }],
    [
      { train: { manifest: 'a.CSV' }, validation: { manifest: 'b.jsonl', image: 'file', label: 'class' } },
      {
        train: { manifest: 'a.CSV', image: 'image', label: 'label' },
        validation: { manifest: 'b.jsonl', image: 'file', label: 'class' },
      },
    ],
    [
      { train: { arrays: 'a.npz', images: 'x_train' }, validation: { split: 0.1 } },
      { train: { arrays: 'a.npz', images: 'x_train', labels: 'y' }, validation: { split: 0.1 } },
    ],
    [
      { train: { arrays: { images: 'x.npy', labels: 'y.npy' } }, classWeights: 'balanced', maxCorrupt: 0 },
      { train: { arrays: { images: 'x.npy', labels: 'y.npy' } }, classWeights: 'balanced', maxCorrupt: 0 },
    ],
    [
      { train: { directory: 'a', augment: { flip: true, mixup: 0.2 } }, classWeights: { cat: 2 } },
      {
        train: { directory: 'a', augment: { ...noChange, flip: 'horizontal', mixup: 0.2 } },
        classWeights: { cat: 2 },
      },
    ],
  ])('%j has explicit defaults, and is unchanged when validated again', (written, expected) => {
    const parsed = dataSchema.parse(written);
    expect(parsed).toEqual(expected);
    expect(dataSchema.parse(parsed)).toEqual(expected);
  });
});
