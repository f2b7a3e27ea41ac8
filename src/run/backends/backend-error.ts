import { UserError } from '../../base/diagnostics/user-error';
import type { KernelNeed } from '../../compile/support';

/** A backend cannot be had: the message says which and why, the hint what to do about it. */
export class BackendError extends UserError {
  override readonly name: string = 'BackendError';
}

/** What was asked for is the name of no backend. */
export class BackendNameError extends BackendError {
  override readonly name = 'BackendNameError';
}

/** A backend that is there, and what it lacks for a plan. */
export interface LackingBackend {
  readonly name: string;
  readonly missing: readonly KernelNeed[];
}

/** No wanted backend can train the plan, and at least one of them for want of kernels. */
export class MissingKernelError extends BackendError {
  override readonly name = 'MissingKernelError';

  constructor(
    message: string,
    hint: string,
    readonly lacking: readonly LackingBackend[],
    /** The others and why they were passed over, as sentences. */
    readonly others: readonly string[],
  ) {
    super(message, hint);
  }
}
