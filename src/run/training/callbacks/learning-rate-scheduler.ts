import { callbackSchemas as schemas } from '../../../language/callbacks';
import type { Schedule } from '../../../language/learning-rate-schedules';
import { defineCallback, numberIn } from './callback';

/**
 * Sets the learning rate at the start of every epoch, from a schedule over the epochs and the initial rate. Follows
 * `keras.callbacks.LearningRateScheduler`: the rate is constant within an epoch, and is added to the logs as
 * `learning_rate` for the callbacks after it.
 */
export const learningRateScheduler = defineCallback({
  ...schemas.learningRateScheduler,
  create({ schedule }) {
    let initial = 0;
    let resumed = false;
    return {
      onTrainBegin(control) {
        if (!resumed) initial = control.learningRate;
        resumed = false;
      },
      onEpochBegin(epoch, control) {
        control.learningRate = scheduledRate(schedule, epoch, { initial, epochs: control.epochs });
      },
      onEpochEnd(_epoch, logs, control) {
        logs.learning_rate = control.learningRate;
      },
      state: () => ({ initial }),
      restore(state) {
        initial = numberIn(state, 'initial');
        resumed = true;
      },
    };
  },
});

/** The initial learning rate, and the length of the run. */
interface ScheduledRun {
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
 * Returns the learning rate of an epoch, counted from 0. With epochs as Keras's steps, the schedules are
 * `ExponentialDecay` (with `staircase` for `step`), `CosineDecay` (`alpha` is `minLearningRate` divided by the initial
 * rate) and `PiecewiseConstantDecay` (whose boundaries are the last epochs of each rate: one less than `after`).
 */
export function scheduledRate(schedule: Schedule, epoch: number, run: ScheduledRun): number {
  const rule: Rule<Schedule['type']> = rules[schedule.type] as Rule<Schedule['type']>;
  return rule(schedule, epoch, run);
}
