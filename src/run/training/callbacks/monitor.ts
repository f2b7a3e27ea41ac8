import { UserError } from '../../../base/diagnostics/user-error';
import { ownValue } from '../../../base/values';
import type { Logs, TrainingControl } from './callback';

/** Monitors one log for improvements. */
export interface Monitor {
  /** Whether smaller or larger is better. @throws UserError if `auto` cannot tell, as in Keras */
  direction(control: TrainingControl): 'min' | 'max';
  /** The value of the log; `undefined` if it is missing, with a warning the first time. */
  value(logs: Logs, control: TrainingControl): number | undefined;
  /**
   * Whether `current` is better than `reference` by more than `minDelta`. The difference is computed in double precision
   * and compared as float32, as in Keras. Any value is better than `null`; NaN is never better.
   */
  improves(current: number, reference: number | null): boolean;
}

/**
 * @param options `type` of the callback is for messages; the sign of `minDelta` is ignored; `mode: auto` uses the direction
 *   of the log, and throws at the first value of a log without one
 */
export function createMonitor(options: {
  readonly type: string;
  readonly monitor: string;
  readonly mode: 'auto' | 'min' | 'max';
  readonly minDelta?: number;
}): Monitor {
  const { type, monitor, mode } = options;
  const minDelta = Math.abs(options.minDelta ?? 0);
  let known = mode === 'auto' ? undefined : mode;
  let warned = false;

  function direction(control: TrainingControl) {
    known ??= control.direction(monitor);
    if (known !== undefined) return known;
    throw new UserError(
      `${type}: cannot tell whether a larger ${monitor} is better`,
      'set mode to min or max',
    );
  }

  return {
    direction,
    value(logs, control) {
      direction(control);
      const value = ownValue(logs, monitor);
      if (value === undefined && !warned) {
        warned = true;
        control.warn(
          `${type} monitors ${monitor}, which is not logged (available: ${Object.keys(logs).join(', ')}), so it does nothing`,
        );
      }
      return value;
    },
    improves(current, reference) {
      if (Number.isNaN(current)) return false;
      if (reference === null) return true;
      return known === 'max'
        ? Math.fround(current - minDelta) > Math.fround(reference)
        : Math.fround(current + minDelta) < Math.fround(reference);
    },
  };
}
