import { UserError } from '../diagnostics/user-error';

/** A backend cannot be had: the message says which and why, the hint what to do about it. */
export class BackendError extends UserError {
  override readonly name = 'BackendError';
}
