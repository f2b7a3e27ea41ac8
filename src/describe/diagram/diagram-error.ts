import { UserError } from '../../base/diagnostics/user-error';

/** A diagram cannot be drawn. */
export class DiagramError extends UserError {
  override readonly name = 'DiagramError';
}
