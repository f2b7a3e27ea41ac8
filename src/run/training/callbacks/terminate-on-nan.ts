import { UserError } from '../../../base/diagnostics/user-error';
import { callbackSchemas as schemas } from '../../../language/callbacks';
import { defineCallback } from './callback';

/**
 * Stops at the first batch after which the loss is not finite. The hooks at the end of the epoch are still called, unless
 * `raiseError` is set: then the run fails immediately. Follows `keras.callbacks.TerminateOnNaN`. Reads the loss back from
 * the device after every batch.
 */
export const terminateOnNaN = defineCallback({
  ...schemas.terminateOnNaN,
  create: ({ raiseError }) => ({
    onBatchEnd(batch, logs, control) {
      const { loss } = logs;
      if (loss === undefined || Number.isFinite(loss)) return;
      const reason = `the loss became ${loss} at batch ${batch + 1}`;
      if (raiseError) throw new UserError(reason, 'lower the learning rate, or check the data');
      control.stop(reason);
    },
    state: () => ({}),
    restore() {},
  }),
});
