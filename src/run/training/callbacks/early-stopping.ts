import { counted } from '../../../base/text/words';
import { callbackSchemas as schemas } from '../../../language/callbacks';
import { defineCallback, numberIn, numberOrNull, toState } from './callback';
import { createMonitor } from './monitor';

/**
 * Stops when the monitored log has not improved for `patience` epochs. Follows `keras.callbacks.EarlyStopping`,
 * except that NaN is never the best. Never stops at epoch 0.
 */
export const earlyStopping = defineCallback({
  ...schemas.earlyStopping,
  create(options) {
    const { baseline, patience, restoreBestWeights, startFromEpoch } = options;
    const monitor = createMonitor({ type: 'earlyStopping', ...options });
    const fresh = { wait: 0, best: null as number | null, bestEpoch: 0, stoppedEpoch: 0 };
    let run = { ...fresh };
    let resumed = false;
    return {
      onTrainBegin() {
        if (!resumed) run = { ...fresh };
        resumed = false;
      },
      async onEpochEnd(epoch, logs, control) {
        const current = monitor.value(logs, control);
        if (current === undefined || epoch < startFromEpoch) return;
        run.wait += 1;
        if (monitor.improves(current, run.best)) {
          run.best = current;
          run.bestEpoch = epoch;
          if (restoreBestWeights) await control.keepWeights();
          if (baseline === null || monitor.improves(current, baseline)) run.wait = 0;
          return;
        }
        if (run.wait >= patience && epoch > 0) {
          run.stoppedEpoch = epoch;
          control.stop(`${options.monitor} has not improved for ${counted(run.wait, 'epoch')}`);
        }
      },
      async onTrainEnd(control) {
        if (!restoreBestWeights || run.best === null) return;
        await control.restoreKeptWeights();
        control.say(`Restored weights from epoch ${run.bestEpoch + 1} (best ${options.monitor}).`);
      },
      state: () => ({ ...run, best: toState(run.best) }),
      restore(state) {
        resumed = true;
        run = {
          wait: numberIn(state, 'wait'),
          best: numberOrNull(state, 'best'),
          bestEpoch: numberIn(state, 'bestEpoch'),
          stoppedEpoch: numberIn(state, 'stoppedEpoch'),
        };
      },
    };
  },
});
