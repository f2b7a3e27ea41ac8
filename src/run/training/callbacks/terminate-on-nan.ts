import { UserError } from '../../../base/diagnostics/user-error';
import { allFinite } from '../../../base/values';
import { callbackSchemas as schemas } from '../../../language/callbacks';
import { defineCallback, type TrainingControl } from './callback';

/**
 * Stops at the first batch after which the loss is not finite. The hooks at the end of the epoch are still called, unless
 * `raiseError` is set: then the run fails immediately. Follows `keras.callbacks.TerminateOnNaN`, and also stops after an
 * epoch whose weights are not finite: backends that compute relu(NaN) as 0 have a finite loss then. Reads the loss back
 * from the device after every batch.
 */
export const terminateOnNaN = defineCallback({
  ...schemas.terminateOnNaN,
  create({ raiseError }) {
    function end(reason: string, control: TrainingControl): void {
      if (raiseError) throw new UserError(reason, 'lower the learning rate, or check the data');
      control.stop(reason);
    }
    return {
      onBatchEnd(batch, { loss }, control) {
        if (loss === undefined || Number.isFinite(loss)) return;
        end(`the loss became ${loss} at batch ${batch + 1}`, control);
      },
      async onEpochEnd(_epoch, _logs, control) {
        for await (const { path, values } of control.weights()) {
          if (!allFinite(values)) return end(`the weights of "${path}" are not finite`, control);
        }
      },
      state: () => ({}),
      restore() {},
    };
  },
});
