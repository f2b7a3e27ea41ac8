import { z } from 'zod';
import { defineCallback } from './callback';

/**
 * Stops at the first batch after which the loss is not a finite number; the epoch is still brought to its end.
 * Follows `keras.callbacks.TerminateOnNaN`. Reads the loss back after every batch.
 */
export const terminateOnNaN = defineCallback({
  type: 'terminateOnNaN',
  schema: z.strictObject({}),
  create: () => ({
    onBatchEnd(batch, logs, control) {
      const loss = logs.loss;
      if (loss !== undefined && !Number.isFinite(loss)) {
        control.stop(`the loss became ${loss} at batch ${batch + 1}`);
      }
    },
    state: () => ({}),
    restore() {},
  }),
});
