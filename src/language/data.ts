import { z } from 'zod';
import { nonNegative, positive, probability, recordOf } from './scalars';

const flips = ['none', 'horizontal', 'vertical', 'both'] as const;

/** The key `augment`: random changes of a training image, each drawn anew for every image and epoch from the run's seed. */
export const augmentSchema = z.strictObject({
  flip: z
    .union([z.enum(flips), z.boolean()], {
      error: `expected ${flips.map((flip) => `"${flip}"`).join(', ')}, true or false`,
    })
    .default('none')
    .transform((flip) => (flip === true ? 'horizontal' : flip === false ? 'none' : flip))
    .describe(
      'Which way one image of two is mirrored; true stands for horizontal. Both are drawn separately.',
    ),
  rotation: z.number().min(0).max(180).default(0).describe('Largest turn to either side, in degrees.'),
  shift: probability.default(0).describe('Largest move in each direction, as a share of height and width.'),
  zoom: z.number().min(0).max(0.9).default(0).describe('Largest change of scale: 0.2 scales by 0.8 to 1.2.'),
  brightness: nonNegative
    .max(1)
    .default(0)
    .describe('Largest change of brightness, as a share of the full range.'),
  contrast: nonNegative
    .max(1)
    .default(0)
    .describe("Largest change of contrast about each channel's mean: 0.2 multiplies by 0.8 to 1.2."),
  cutout: probability
    .default(0)
    .describe("Height and width of a rectangle painted over with the image's mean, as a share of them."),
  mixup: probability
    .default(0)
    .describe(
      'Blends each image and its label with another of the batch: alpha of Beta(alpha, alpha); 0 for none.',
    ),
});

/** The key `augment`, every default explicit. */
export type AugmentSpec = z.output<typeof augmentSchema>;

const path = z.string().min(1);
const word = z.string().min(1);
const fileOf = (pattern: RegExp, what: string) => z.string().regex(pattern, { error: `expected ${what}` });
const arraysForm = 'the path of an .npz file, or { images: x.npy, labels: y.npy }';
const npy = fileOf(/\.npy$/i, 'the path of a .npy file');

/** The keys that say where images are. Which of them go together is checked by {@link toSource}. */
const sourceShape = {
  directory: path
    .optional()
    .describe('Folder with one folder of images for each class, relative to the spec.'),
  manifest: fileOf(/\.(csv|tsv|jsonl|ndjson)$/i, 'the path of a .csv, .tsv, .jsonl or .ndjson file')
    .optional()
    .describe('Table of images and their classes, one a line: .csv, .tsv, .jsonl or .ndjson.'),
  image: word
    .optional()
    .describe('With manifest: the column of image paths, relative to the manifest; image unless given.'),
  label: word.optional().describe('With manifest: the column of class names; label unless given.'),
  arrays: z
    .union([fileOf(/\.npz$/i, arraysForm), z.strictObject({ images: npy, labels: npy })], {
      error: `expected ${arraysForm}`,
    })
    .optional()
    .describe('NumPy arrays: one .npz file, or { images: x.npy, labels: y.npy }.'),
  images: word.optional().describe('With an .npz file: the name of its array of images; x unless given.'),
  labels: word.optional().describe('With an .npz file: the name of its array of labels; y unless given.'),
};

/** Where the images of a set are, relative to the spec's folder. */
export type DataSourceSpec = FolderSource | ManifestSource | NpzSource | NpySource;

/** Images in a folder with one folder per class. */
export interface FolderSource {
  /** Path of the folder. */
  readonly directory: string;
}

/** Images that a table lists. */
export interface ManifestSource {
  /** Path of the .csv, .tsv, .jsonl or .ndjson file. */
  readonly manifest: string;
  /** Column of the image paths; default: `image`. */
  readonly image: string;
  /** Column of the class names; default: `label`. */
  readonly label: string;
}

/** NumPy arrays in one archive. */
export interface NpzSource {
  /** Path of the .npz file. */
  readonly arrays: string;
  /** Name of the array of images; default: `x`. */
  readonly images: string;
  /** Name of the array of labels; default: `y`. */
  readonly labels: string;
}

/** NumPy arrays in two files. */
export interface NpySource {
  /** Paths of the .npy files of images and labels. */
  readonly arrays: ArrayFiles;
}

/** Two NumPy files. */
export interface ArrayFiles {
  /** Path of the .npy file of images. */
  readonly images: string;
  /** Path of the .npy file of labels. */
  readonly labels: string;
}

type SourceKey = keyof typeof sourceShape;
type Without<K extends string> = { readonly [key in K]?: undefined };
/** `T`, and none of the other keys of a source. */
type Only<T> = T & Without<Exclude<SourceKey, keyof T>>;

/** As an author writes it: names that have a default may be left out. */
export type DataSourceInput =
  | Only<FolderSource>
  | Only<Pick<ManifestSource, 'manifest'> & Partial<ManifestSource>>
  | Only<Pick<NpzSource, 'arrays'> & Partial<NpzSource>>
  | Only<NpySource>;

type SourceKeys = z.output<z.ZodObject<typeof sourceShape>>;
type Context = z.core.$RefinementCtx;

const sourceKinds = ['directory', 'manifest', 'arrays'] as const;
const companions = { image: 'manifest', label: 'manifest', images: 'arrays', labels: 'arrays' } as const;

/** The source that the keys stand for: exactly one of its kinds, with the keys that go with it. */
function toSource(keys: SourceKeys, context: Context, others = ''): DataSourceSpec {
  const refuse = (message: string, at: string[] = []) =>
    context.addIssue({ code: 'custom', path: at, message });
  const given = sourceKinds.filter((kind) => keys[kind] !== undefined);
  const [kind, second] = given;
  // An unknown key may be a misspelt one of these: that is one mistake.
  const misspelt = context.issues.some(({ code, path: at }) => code === 'unrecognized_keys' && !at?.length);
  if (kind === undefined && !misspelt) refuse(`expected ${others}directory: …, manifest: … or arrays: …`);
  if (second !== undefined)
    refuse(`"${second}" and "${kind}" exclude each other: give one of them`, [second]);
  for (const [key, owner] of Object.entries(companions)) {
    if (keys[key as keyof typeof companions] === undefined || kind === undefined) continue;
    if (kind !== owner) refuse(`"${key}" goes with "${owner}", not with "${kind}"`, [key]);
    else if (typeof keys.arrays === 'object')
      refuse(`"${key}" names an array in an .npz file; the paths under "arrays" say it already`, [key]);
  }
  const { directory, manifest, arrays } = keys;
  if (directory !== undefined) return { directory };
  if (manifest !== undefined) return { manifest, image: keys.image ?? 'image', label: keys.label ?? 'label' };
  if (typeof arrays === 'string') return { arrays, images: keys.images ?? 'x', labels: keys.labels ?? 'y' };
  return arrays === undefined ? z.NEVER : { arrays };
}

/** The key `augment` as an author writes it; docs/language.md lists its keys. */
export type AugmentInput = z.input<typeof augmentSchema>;
/** The training set. */
export type TrainDataSpec = DataSourceSpec & {
  /** Random changes of its images; default: none. */
  readonly augment?: AugmentSpec | undefined;
};
/** The validation set: a share of the training images, or a source of its own. */
export type ValidationDataSpec = SplitSource | DataSourceSpec;

/** A validation set taken from the training images. */
export interface SplitSource {
  /** Share of the training images of each class that is set aside, between 0 and 1. */
  readonly split: number;
}

const train = z
  .strictObject({
    ...sourceShape,
    augment: augmentSchema
      .optional()
      .describe('Random changes of each image, drawn anew in every epoch; none unless given.'),
  })
  .transform(({ augment, ...keys }, context): TrainDataSpec => {
    const source = toSource(keys, context);
    return augment === undefined ? source : { ...source, augment };
  })
  .describe('The images to train on: a directory, a manifest, or arrays.') as unknown as z.ZodType<
  TrainDataSpec,
  DataSourceInput & {
    /** Random changes of its images; default: none. */
    readonly augment?: AugmentInput | undefined;
  }
>;

const validation = z
  .strictObject({
    split: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe('Share of the training images of each class to set aside, chosen by the seed.'),
    ...sourceShape,
  })
  .transform(({ split, ...keys }, context): ValidationDataSpec => {
    if (split === undefined) return toSource(keys, context, 'split: 0.2, ');
    for (const key of Object.keys(keys))
      context.addIssue({
        code: 'custom',
        path: [key],
        message: `"${key}" and "split" exclude each other: give one of them`,
      });
    return { split };
  })
  .describe(
    'The images to measure on after each epoch: a share of train, or a source of its own.',
  ) as unknown as z.ZodType<ValidationDataSpec, SplitSource | DataSourceInput>;

/** Factors of the loss of each class, by name, or what makes all classes count alike. */
export type ClassWeightsSpec = 'balanced' | Readonly<Record<string, number>>;

const classWeights = z.union([z.literal('balanced'), recordOf(word, positive)], {
  error: 'expected "balanced", or a mapping of class names to factors',
}) as unknown as z.ZodType<ClassWeightsSpec, ClassWeightsSpec>;

/** Where the images are, and how each counts. Paths are relative to the spec's folder. */
export const dataSchema = z
  .strictObject({
    train,
    validation: validation.optional(),
    classWeights: classWeights
      .optional()
      .describe(
        'Factor of the loss of each class in training, by name, 1 unless given; balanced makes all classes count alike.',
      ),
    maxCorrupt: z
      .int()
      .min(0)
      .optional()
      .describe(
        'Images of a set that may turn out unreadable before the run stops; 5 % of them, at least 10, unless given.',
      ),
  })
  .describe('Where the images are. Left out when data come by the API.');

/** The section `data`, every default explicit. */
export type DataSpec = z.output<typeof dataSchema>;

/** The section `data` as an author writes it; docs/language.md lists its keys. */
export type DataInput = z.input<typeof dataSchema>;
