import { callbackSchemas as schemas } from '../../../language/callbacks';
import { defineCallback, numberIn, numberOrNull, toState } from './callback';
import { createMonitor } from './monitor';

/**
 * Lowers the learning rate when the monitored log has plateaued. Follows `keras.callbacks.ReduceLROnPlateau`, except that
 * NaN is never the best. Adds `learning_rate`, the rate before any reduction, to the logs for the callbacks after it.
 */
export const reduceLROnPlateau = defineCallback({
  ...schemas.reduceLROnPlateau,
  create(options) {
    const monitor = createMonitor({ type: 'reduceLROnPlateau', ...options });
    const fresh = { wait: 0, best: null as number | null, cooldownCounter: 0 };
    let run = { ...fresh };
    let resumed = false;
    return {
      onTrainBegin() {
        if (!resumed) run = { ...fresh };
        resumed = false;
      },
      onEpochEnd(_epoch, logs, control) {
        const rate = control.learningRate;
        logs.learning_rate = rate;
        const current = monitor.value(logs, control);
        if (current === undefined) return;
        if (run.cooldownCounter > 0) {
          run.cooldownCounter -= 1;
          run.wait = 0;
        }
        if (monitor.improves(current, run.best)) {
          run.best = current;
          run.wait = 0;
          return;
        }
        if (run.cooldownCounter > 0) return;
        run.wait += 1;
        if (run.wait < options.patience || rate <= Math.fround(options.minLearningRate)) return;
        control.learningRate = Math.max(rate * options.factor, options.minLearningRate);
        control.say(
          `${options.monitor} has plateaued: learning rate ${short(rate)} → ${short(control.learningRate)}.`,
        );
        run.cooldownCounter = options.cooldown;
        run.wait = 0;
      },
      state: () => ({ ...run, best: toState(run.best) }),
      restore(state) {
        resumed = true;
        run = {
          wait: numberIn(state, 'wait'),
          best: numberOrNull(state, 'best'),
          cooldownCounter: numberIn(state, 'cooldownCounter'),
        };
      },
    };
  },
});

/** A float32 learning rate, rounded to hide its binary representation error. */
function short(rate: number): string {
  return String(Number(rate.toPrecision(6)));
}
