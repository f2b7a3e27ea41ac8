import { createCallbacks } from '../../../../src/run/training/callbacks';
import type { Callback } from '../../../../src/run/training/callbacks/callback';

/** A callback with these options; the variable `color` is `rgb`. */
export function create(options: { readonly type: string; readonly [key: string]: unknown }): Callback {
  const [callback] = createCallbacks([options], { color: 'rgb' });
  if (!callback) throw new Error('no callback');
  return callback;
}
