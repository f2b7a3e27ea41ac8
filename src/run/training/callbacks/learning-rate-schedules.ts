import { z } from 'zod';
import { named, nonNegative, nonNegativeInt, positive, positiveInt } from '../../../language/scalars';

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

/** Where a schedule begins, and how long the run is. */
export interface ScheduledRun {
  readonly initial: number;
  readonly epochs: number;
}

type Rule<T extends Schedule['type']> = (
  schedule: Extract<Schedule, { type: T }>,
  epoch: number,
  run: ScheduledRun,
) => number;

const rules: { readonly [T in Schedule['type']]: Rule<T> } = {
  step: ({ factor, every, minLearningRate }, epoch, { initial }) =>
    Math.max(initial * factor ** Math.floor(epoch / every), minLearningRate),

  exponential: ({ factor, every, minLearningRate }, epoch, { initial }) =>
    Math.max(initial * factor ** (epoch / every), minLearningRate),

  cosine({ warmUpEpochs, warmUpFrom, decayEpochs, minLearningRate }, epoch, { initial, epochs }) {
    if (epoch < warmUpEpochs) {
      const first = warmUpFrom ?? initial / (warmUpEpochs + 1);
      return first + ((initial - first) * epoch) / warmUpEpochs;
    }
    const decay = decayEpochs ?? Math.max(1, epochs - warmUpEpochs);
    const done = Math.min(1, (epoch - warmUpEpochs) / decay);
    return minLearningRate + ((initial - minLearningRate) * (1 + Math.cos(Math.PI * done))) / 2;
  },

  piecewise({ learningRates, after }, epoch, { initial }) {
    return learningRates[after.filter((epochs) => epoch >= epochs).length] ?? initial;
  },
};

/**
 * The learning rate of an epoch, counted from 0. With a schedule's epochs as Keras's steps these are
 * `ExponentialDecay` (`staircase` for `step`), `CosineDecay` (`alpha` is `minLearningRate` by the initial rate) and
 * `PiecewiseConstantDecay` (whose boundaries are the last epochs of each rate: one less than `after`).
 */
export function scheduledRate(schedule: Schedule, epoch: number, run: ScheduledRun): number {
  const rule: Rule<Schedule['type']> = rules[schedule.type] as Rule<Schedule['type']>;
  return rule(schedule, epoch, run);
}
