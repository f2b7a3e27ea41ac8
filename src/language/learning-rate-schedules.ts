import { z } from 'zod';
import { named, nonNegative, nonNegativeInt, positive, positiveInt } from './scalars';

const factor = positive.describe('What the learning rate is multiplied by.');
const minLearningRate = nonNegative.default(0).describe('The learning rate never falls below this.');

/** The schedules that a spec may name, in epochs. Where they start from is the optimizer's learning rate. */
const schemas = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('step').describe('Falls by a factor every so many epochs.'),
    factor,
    every: positiveInt.describe('Epochs from one step to the next.'),
    minLearningRate,
  }),
  z.strictObject({
    type: z.literal('exponential').describe('Falls by the same share in every epoch.'),
    factor,
    every: positiveInt.default(1).describe('Epochs in which the factor is reached.'),
    minLearningRate,
  }),
  z.strictObject({
    type: z
      .literal('cosine')
      .describe('Climbs in even steps where there is a warm-up, then falls along half a cosine wave.'),
    warmUpEpochs: nonNegativeInt.default(0).describe('Epochs before the full learning rate is reached.'),
    warmUpFrom: nonNegative
      .nullable()
      .default(null)
      .describe('The learning rate of the first epoch of the warm-up; null for one even step above 0.'),
    decayEpochs: positiveInt
      .nullable()
      .default(null)
      .describe('Epochs from the full learning rate to the lowest; null for all that follow the warm-up.'),
    minLearningRate: nonNegative.default(0).describe('The learning rate that it falls to.'),
  }),
  z
    .strictObject({
      type: z.literal('piecewise').describe('Keeps each of several learning rates for some epochs.'),
      learningRates: z.array(positive).min(1).readonly().describe('The learning rates, in order.'),
      after: z
        .array(positiveInt)
        .readonly()
        .describe('After how many epochs of the run each next learning rate begins, in ascending order.'),
    })
    .refine(({ learningRates, after }) => after.length === learningRates.length - 1, {
      path: ['after'],
      error: 'expected one number less than there are learning rates',
    })
    .refine(({ after }) => after.every((epochs, i) => i === 0 || epochs > (after[i - 1] ?? 0)), {
      path: ['after'],
      error: 'expected each number to be larger than the one before',
    }),
]);

/** A schedule by its options, or by its bare name where it needs none: `cosine`. */
export const scheduleSchema = named(schemas);

export type Schedule = z.output<typeof schemas>;
