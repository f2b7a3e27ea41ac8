import { z } from 'zod';
import { nonNegative, probability } from './scalars';

const directory = z.string().min(1);

/** Random changes of a training image. Each is drawn anew for every image and epoch, from the run's seed. */
const augmentSchema = z.strictObject({
  /** Mirrors left and right in one image of two. */
  flip: z.boolean().default(false),
  /** Largest turn to either side, in degrees. */
  rotation: z.number().min(0).max(180).default(0),
  /** Largest move in each direction, as a share of height and width. */
  shift: probability.default(0),
  /** Largest change of scale: 0.2 scales by 0.8 to 1.2. */
  zoom: z.number().min(0).max(0.9).default(0),
  /** Largest change of brightness, as a share of the full range. */
  brightness: nonNegative.max(1).default(0),
});

/** Where the images are: one folder per class. Paths are relative to the spec's folder. */
export const dataSchema = z.strictObject({
  train: z.strictObject({ directory, augment: augmentSchema.optional() }),
  /** Nothing, a share of `train` set aside by the run's seed, or a folder of its own. */
  validation: z
    .union([z.strictObject({ split: z.number().gt(0).lt(1) }), z.strictObject({ directory })], {
      error: 'expected { split: 0.2 } or { directory: path }',
    })
    .optional(),
});

/** The section `data`, every default explicit. */
export type DataSpec = z.output<typeof dataSchema>;
export type AugmentSpec = z.output<typeof augmentSchema>;
