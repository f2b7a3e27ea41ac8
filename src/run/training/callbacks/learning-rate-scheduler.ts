import { callbackSchemas as schemas } from '../../../language/built-in-callbacks';
import { defineCallback } from './callback';
import { scheduledRate } from './learning-rate-schedules';
import { numberIn } from './state';

/**
 * Sets the learning rate at the start of every epoch, from a schedule over the epochs and the rate that the run began
 * with. Follows `keras.callbacks.LearningRateScheduler`: the rate stands still within an epoch, and joins the logs of
 * the callbacks after it as `learning_rate`.
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
