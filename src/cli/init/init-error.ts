import { UserError } from '../../base/diagnostics/user-error';

/** A folder of images that no spec can be proposed for, or a wish that cannot be met; the hint says how to arrange it. */
export class InitError extends UserError {
  override readonly name = 'InitError';
}
