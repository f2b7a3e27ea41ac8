import { callbackSchemas as schemas } from '../../../language/callbacks';
import { scheduledRate } from '../../../language/learning-rate-schedules';
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
