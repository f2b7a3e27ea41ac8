import { z } from 'zod';
import { learningRate, named, nonNegative, nonNegativeInt, positive, positiveInt } from './scalars';

const factor = positive.describe('Factor to multiply the learning rate by.');
const minLearningRate = nonNegative.default(0).describe('Lower bound of the learning rate.');

/** The available schedules, in epochs. They start from the optimizer's learning rate. */
const schemas = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('step').describe('Multiplies the learning rate by a factor at regular intervals.'),
    factor,
    every: positiveInt.describe('Number of epochs between two reductions.'),
    minLearningRate,
  }),
  z.strictObject({
    type: z.literal('exponential').describe('Lowers the learning rate by the same factor in every epoch.'),
    factor,
    every: positiveInt.default(1).describe('Number of epochs after which the factor is reached.'),
    minLearningRate,
  }),
  z.strictObject({
    type: z
      .literal('cosine')
      .describe(
        'Raises the learning rate linearly during an optional warm-up, then lowers it along half a cosine wave.',
      ),
    warmUpEpochs: nonNegativeInt
      .default(0)
      .describe('Number of epochs before the full learning rate is reached.'),
    warmUpFrom: nonNegative
      .nullable()
      .default(null)
      .describe('Learning rate of the first warm-up epoch; null for one linear step above 0.'),
    decayEpochs: positiveInt
      .nullable()
      .default(null)
      .describe(
        'Number of epochs from the full learning rate to the lowest; null for all epochs after the warm-up.',
      ),
    minLearningRate: nonNegative.default(0).describe('Final learning rate.'),
  }),
  z
    .strictObject({
      type: z.literal('piecewise').describe('Uses a list of learning rates, each for some epochs.'),
      learningRates: z.array(learningRate).min(1).readonly().describe('The learning rates, in order.'),
      after: z
        .array(positiveInt)
        .readonly()
        .describe(
          'Number of epochs of the run after which each following learning rate starts, in ascending order.',
        ),
    })
    .refine(({ learningRates, after }) => after.length === learningRates.length - 1, {
      path: ['after'],
      error: 'expected one number fewer than there are learning rates',
    })
    .refine(({ after }) => after.every((epochs, i) => i === 0 || epochs > (after[i - 1] ?? 0)), {
      path: ['after'],
      error: 'expected each number to be larger than the one before',
    }),
]);

/** A schedule with its options, or its bare name if it needs none: `cosine`. */
export const scheduleSchema = named(schemas);

export type Schedule = z.output<typeof schemas>;

/** The initial learning rate, and the length of the run. */
export interface ScheduledRun {
  /** The learning rate of the optimizer. */
  readonly initial: number;
  /** `training.epochs`. */
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
 * Returns the learning rate of an epoch, counted from 0. With epochs as Keras's steps, the schedules are
 * `ExponentialDecay` (with `staircase` for `step`), `CosineDecay` (`alpha` is `minLearningRate` divided by the initial
 * rate) and `PiecewiseConstantDecay` (whose boundaries are the last epochs of each rate: one less than `after`).
 */
export function scheduledRate(schedule: Schedule, epoch: number, run: ScheduledRun): number {
  const rule: Rule<Schedule['type']> = rules[schedule.type] as Rule<Schedule['type']>;
  return rule(schedule, epoch, run);
}
