import { z } from 'zod';
import { nonNegative, probability } from './scalars';

const directory = z
  .string()
  .min(1)
  .describe('Folder with one folder of images for each class, relative to the spec.');

/** Random changes of a training image. Each is drawn anew for every image and epoch, from the run's seed. */
const augmentSchema = z.strictObject({
  flip: z.boolean().default(false).describe('Whether one image of two is mirrored left to right.'),
  rotation: z.number().min(0).max(180).default(0).describe('Largest turn to either side, in degrees.'),
  shift: probability.default(0).describe('Largest move in each direction, as a share of height and width.'),
  zoom: z.number().min(0).max(0.9).default(0).describe('Largest change of scale: 0.2 scales by 0.8 to 1.2.'),
  brightness: nonNegative
    .max(1)
    .default(0)
    .describe('Largest change of brightness, as a share of the full range.'),
});

/** Where the images are: one folder per class. Paths are relative to the spec's folder. */
export const dataSchema = z
  .strictObject({
    train: z
      .strictObject({
        directory,
        augment: augmentSchema
          .optional()
          .describe('Random changes of each image, drawn anew in every epoch; none unless given.'),
      })
      .describe('The images to train on.'),
    validation: z
      .union(
        [
          z.strictObject({
            split: z
              .number()
              .gt(0)
              .lt(1)
              .describe('Share of the training images to set aside, chosen by the seed.'),
          }),
          z.strictObject({ directory }),
        ],
        { error: 'expected { split: 0.2 } or { directory: path }' },
      )
      .optional()
      .describe(
        'The images to measure on after each epoch: a share of train or a folder; none unless given.',
      ),
  })
  .describe('Where the images are: one folder for each class. Left out when data come by the API.');

/** The section `data`, every default explicit. */
export type DataSpec = z.output<typeof dataSchema>;
export type AugmentSpec = z.output<typeof augmentSchema>;
