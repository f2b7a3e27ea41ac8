import { z } from 'zod';
import { nonNegative, probability } from './scalars';

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

export type AugmentSpec = z.output<typeof augmentSchema>;
