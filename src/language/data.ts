import { z } from 'zod';
import { classNameOf } from './class-names';
import { nonNegative, positive, positiveInt, probability, recordOf } from './scalars';

const flips = ['none', 'horizontal', 'vertical', 'both'] as const;

/** The key `augment`: random changes of training images, drawn for every image and epoch from the run's seed. */
export const augmentSchema = z.strictObject({
  flip: z
    .union([z.enum(flips), z.boolean()], {
      error: `expected ${flips.map((flip) => `"${flip}"`).join(', ')}, true or false`,
    })
    .default('none')
    .transform((flip) => (flip === true ? 'horizontal' : flip === false ? 'none' : flip))
    .describe(
      'Direction in which to mirror an image, with a probability of one half; true means horizontal. With both, the two directions are independent.',
    ),
  rotation: z
    .number()
    .min(0)
    .max(180)
    .default(0)
    .describe('Largest rotation in either direction, in degrees.'),
  shift: probability
    .default(0)
    .describe('Largest shift in each direction, as a fraction of height and width.'),
  zoom: z
    .number()
    .min(0)
    .max(0.9)
    .default(0)
    .describe('Largest change of scale: 0.2 scales by a factor of 0.8 to 1.2.'),
  brightness: nonNegative
    .max(1)
    .default(0)
    .describe('Largest change of brightness, as a fraction of the full range.'),
  contrast: nonNegative
    .max(1)
    .default(0)
    .describe("Largest change of contrast around each channel's mean: 0.2 multiplies by 0.8 to 1.2."),
  cutout: probability
    .default(0)
    .describe("Height and width of a rectangle filled with the image's mean, as a fraction of the image's."),
  mixup: probability
    .default(0)
    .describe(
      'Blends each image and its label with another one of the batch: alpha of Beta(alpha, alpha); 0 for none.',
    ),
});

/** The key `augment`, every default explicit. */
export type AugmentSpec = z.output<typeof augmentSchema>;

const path = z.string().min(1);
const word = z.string().min(1);
const fileOf = (pattern: RegExp, what: string) => z.string().regex(pattern, { error: `expected ${what}` });
const arraysForm = 'the path of an .npz file, or { images: x.npy, labels: y.npy }';
const npy = fileOf(/\.npy$/i, 'the path of a .npy file');

/** The keys of a source of images. {@link toSource} checks which of them can be combined. */
const sourceShape = {
  directory: path.optional().describe('Folder with one folder of images per class, relative to the spec.'),
  manifest: fileOf(/\.(csv|tsv|jsonl|ndjson)$/i, 'the path of a .csv, .tsv, .jsonl or .ndjson file')
    .optional()
    .describe('Table with one image and its class per line: .csv, .tsv, .jsonl or .ndjson.'),
  image: word
    .optional()
    .describe('With manifest: the column of image paths, relative to the manifest (default: image).'),
  label: word.optional().describe('With manifest: the column of class names (default: label).'),
  arrays: z
    .union([fileOf(/\.npz$/i, arraysForm), z.strictObject({ images: npy, labels: npy })], {
      error: `expected ${arraysForm}`,
    })
    .optional()
    .describe('NumPy arrays: one .npz file, or { images: x.npy, labels: y.npy }.'),
  images: word.optional().describe('With an .npz file: the name of the array of images (default: x).'),
  labels: word.optional().describe('With an .npz file: the name of the array of labels (default: y).'),
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

/** As an author writes it: names with a default are optional. */
export type DataSourceInput =
  | Only<FolderSource>
  | Only<Pick<ManifestSource, 'manifest'> & Partial<ManifestSource>>
  | Only<Pick<NpzSource, 'arrays'> & Partial<NpzSource>>
  | Only<NpySource>;

type SourceKeys = z.output<z.ZodObject<typeof sourceShape>>;
type Context = z.core.$RefinementCtx;

const sourceKinds = ['directory', 'manifest', 'arrays'] as const;
const companions = { image: 'manifest', label: 'manifest', images: 'arrays', labels: 'arrays' } as const;

/** Converts the keys to a source: exactly one of its kinds, with the keys that belong to it. */
function toSource(keys: SourceKeys, context: Context, others = ''): DataSourceSpec {
  const refuse = (message: string, at: string[] = []) =>
    context.addIssue({ code: 'custom', path: at, message });
  const given = sourceKinds.filter((kind) => keys[kind] !== undefined);
  const [kind, second] = given;
  // An unknown key may be one of these misspelled, which is already reported.
  const misspelled = context.issues.some(({ code, path: at }) => code === 'unrecognized_keys' && !at?.length);
  if (kind === undefined && !misspelled) refuse(`expected ${others}directory: …, manifest: … or arrays: …`);
  if (second !== undefined)
    refuse(`"${second}" and "${kind}" are mutually exclusive: use only one of them`, [second]);
  for (const [key, owner] of Object.entries(companions)) {
    if (keys[key as keyof typeof companions] === undefined || kind === undefined) continue;
    if (kind !== owner) refuse(`"${key}" can only be used with "${owner}", not with "${kind}"`, [key]);
    else if (typeof keys.arrays === 'object')
      refuse(`"${key}" names an array in an .npz file, but "arrays" lists separate .npy files`, [key]);
  }
  const { directory, manifest, arrays } = keys;
  if (directory !== undefined) return { directory };
  if (manifest !== undefined) return { manifest, image: keys.image ?? 'image', label: keys.label ?? 'label' };
  if (typeof arrays === 'string') return { arrays, images: keys.images ?? 'x', labels: keys.labels ?? 'y' };
  return arrays === undefined ? z.NEVER : { arrays };
}

/** The training set. */
export type TrainDataSpec = DataSourceSpec & {
  /** Random changes of its images; default: none. */
  readonly augment?: AugmentSpec | undefined;
};
/** The validation set: a fraction of the training images, or a separate source. */
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
      .describe('Random changes of each image, different in every epoch (default: none).'),
  })
  .transform(({ augment, ...keys }, context): TrainDataSpec => {
    const source = toSource(keys, context);
    return augment === undefined ? source : { ...source, augment };
  })
  .describe('The images to train on: a directory, a manifest or arrays.') as unknown as z.ZodType<
  TrainDataSpec,
  DataSourceInput & {
    /** Random changes of its images; default: none. */
    readonly augment?: z.input<typeof augmentSchema> | undefined;
  }
>;

const validation = z
  .strictObject({
    split: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe('Fraction of the training images of each class to hold out, chosen by the seed.'),
    ...sourceShape,
  })
  .transform(({ split, ...keys }, context): ValidationDataSpec => {
    if (split === undefined) return toSource(keys, context, 'split: 0.2, ');
    for (const key of Object.keys(keys))
      context.addIssue({
        code: 'custom',
        path: [key],
        message: `"${key}" and "split" are mutually exclusive: use only one of them`,
      });
    return { split };
  })
  .describe(
    'The images to evaluate on after each epoch: a fraction of train, or a separate source.',
  ) as unknown as z.ZodType<ValidationDataSpec, SplitSource | DataSourceInput>;

/** A source of images. */
export const dataSourceSchema = z
  .strictObject(sourceShape)
  .transform((keys, context): DataSourceSpec => toSource(keys, context)) as unknown as z.ZodType<
  DataSourceSpec,
  DataSourceInput
>;

const test = dataSourceSchema.describe(
  'Images to measure the final weights on once, at the end of training: a directory, a manifest or arrays.',
);

/** Loss factors by class name, or `balanced` to give all classes the same total weight. */
export type ClassWeightsSpec = 'balanced' | Readonly<Record<string, number>>;

const weightOfEachClass = recordOf(word, positive).superRefine((weights, context) => {
  const names = new Set<string>();
  for (const name of Object.keys(weights)) {
    if (names.size === names.add(classNameOf(name)).size)
      context.addIssue({ code: 'custom', path: [name], message: `the class "${name}" has two weights` });
  }
});

const classWeights = z.union([z.literal('balanced'), weightOfEachClass], {
  error: 'expected "balanced", or a mapping of class names to factors',
}) as unknown as z.ZodType<ClassWeightsSpec, ClassWeightsSpec>;

/** Where the images are, and how classes are weighted. Paths are relative to the spec's folder. */
export const dataSchema = z
  .strictObject({
    train,
    validation: validation.optional(),
    test: test.optional(),
    classWeights: classWeights
      .optional()
      .describe(
        'Loss factors in training by class name (default: 1); balanced gives all classes the same total weight.',
      ),
    maxCorrupt: z
      .int()
      .min(0)
      .optional()
      .describe(
        'Number of unreadable images in a set that a run tolerates before it stops (default: 5% of the set, but at least 10).',
      ),
    maxPixels: positiveInt
      .optional()
      .describe(
        'Number of pixels that an image may have; larger images are skipped as unreadable (default: 100,000,000).',
      ),
  })
  .describe('Where the images are. Omit it if you pass data through the API.');

/** The section `data`, with every default explicit. */
export type DataSpec = z.output<typeof dataSchema>;
