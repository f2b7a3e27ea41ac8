import { z } from 'zod';
import { nonNegativeInt } from '../../../language/scalars';
import { defineCallback } from './callback';
import { createMonitor, monitorOptions } from './monitor';
import { numberIn, numberOrNull, toState } from './state';

const schema = z.strictObject({
  ...monitorOptions,
  minDelta: z.number().default(0).describe('A change must be larger than this to count.'),
  patience: nonNegativeInt
    .default(0)
    .describe('Epochs without improvement before training stops; 0 acts as 1.'),
  baseline: z
    .number()
    .nullable()
    .default(null)
    .describe('A value that an improvement must also beat to start the count anew; null for none.'),
  restoreBestWeights: z
    .boolean()
    .default(false)
    .describe('Whether the weights of the best epoch come back at the end, stopped early or not.'),
  startFromEpoch: nonNegativeInt.default(0).describe('Epochs before this one, counted from 0, are ignored.'),
});

/**
 * Stops when the monitored log has not improved for `patience` epochs. Follows `keras.callbacks.EarlyStopping`,
 * except that NaN is never the best. Never stops at epoch 0.
 */
export const earlyStopping = defineCallback({
  type: 'earlyStopping',
  schema,
  monitorKey: () => 'monitor',
  // Keeping the best weights is an act that takes no patience.
  idle: ({ patience, startFromEpoch, restoreBestWeights }) => ({
    epochs: restoreBestWeights ? 0 : startFromEpoch + patience,
    key: startFromEpoch > patience ? 'startFromEpoch' : 'patience',
  }),
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
          control.stop(`${options.monitor} has not improved for ${counted(run.wait)}`);
        }
      },
      async onTrainEnd(control) {
        if (!restoreBestWeights || run.best === null) return;
        await control.restoreKeptWeights();
        control.say(`Weights of epoch ${run.bestEpoch + 1}, the best by ${options.monitor}, are back.`);
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

function counted(epochs: number): string {
  return epochs === 1 ? '1 epoch' : `${epochs} epochs`;
}
