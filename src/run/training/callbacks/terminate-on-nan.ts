import { UserError } from '../../../base/diagnostics/user-error';
import { callbackSchemas as schemas } from '../../../language/callbacks';
import { defineCallback } from './callback';

/**
 * Stops at the first batch after which the loss is not a finite number. The epoch is still brought to its end, unless
 * `raiseError`: then no other callback hears of it. Follows `keras.callbacks.TerminateOnNaN`. Reads the loss back after
 * every batch.
 */
export const terminateOnNaN = defineCallback({
  ...schemas.terminateOnNaN,
  create: ({ raiseError }) => ({
    onBatchEnd(batch, logs, control) {
      const { loss } = logs;
      if (loss === undefined || Number.isFinite(loss)) return;
      const reason = `the loss became ${loss} at batch ${batch + 1}`;
      if (raiseError) throw new UserError(reason, 'lower the learning rate, or look at the data');
      control.stop(reason);
    },
    state: () => ({}),
    restore() {},
  }),
});
