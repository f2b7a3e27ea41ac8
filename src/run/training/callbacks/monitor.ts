import { UserError } from '../../../base/diagnostics/user-error';
import type { Logs, TrainingControl } from './callback';

/** Watches one log and says when it got better. */
export interface Monitor {
  /** Whether larger or smaller is better. @throws UserError when `auto` cannot know it, as Keras does. */
  direction(control: TrainingControl): 'min' | 'max';
  /** The log's value; `undefined` when it is missing, which is told to the user once. */
  value(logs: Logs, control: TrainingControl): number | undefined;
  /**
   * Whether `current` beats `reference` by more than `minDelta`. The difference is taken in double precision and
   * then compared as float32, as Keras does. Anything beats `null`; NaN beats nothing.
   */
  improves(current: number, reference: number | null): boolean;
}

/**
 * @param options `type` of the callback for messages; `minDelta` counts by its size; `mode: auto` takes the log's
 *   own direction, and fails at the first value of a log that has none.
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
      `${type}: it is unknown whether a larger ${monitor} is better`,
      'set mode to min or max',
    );
  }

  return {
    direction,
    value(logs, control) {
      direction(control);
      const value = logs[monitor];
      if (value === undefined && !warned) {
        warned = true;
        control.warn(
          `${type} watches ${monitor}, which is missing (there are ${Object.keys(logs).join(', ')}): it does nothing`,
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
