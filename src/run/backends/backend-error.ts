import { UserError } from '../../base/diagnostics/user-error';
import type { KernelNeed } from '../../compile/support';

/** A backend cannot be used. The message says which and why, the hint what to do about it. */
export class BackendError extends UserError {
  override readonly name: string = 'BackendError';
}

/** The requested name is not the name of a backend. */
export class BackendNameError extends BackendError {
  override readonly name = 'BackendNameError';
}

/** An available backend, and what it lacks for a plan. */
export interface LackingBackend {
  readonly name: string;
  readonly missing: readonly KernelNeed[];
}

/** None of the requested backends can train the plan, at least one of them because kernels are missing. */
export class MissingKernelError extends BackendError {
  override readonly name = 'MissingKernelError';

  constructor(
    message: string,
    hint: string,
    readonly lacking: readonly LackingBackend[],
    /** The other backends and why they were skipped, as sentences. */
    readonly others: readonly string[],
  ) {
    super(message, hint);
  }
}

/**
 * Explains why importing an optional package failed: it is not installed, or it does not load on this system.
 *
 * The import itself must be in a `try` at the call site: that tells bundlers that the package may be missing.
 */
export function packageError(name: string, cause: unknown): BackendError {
  const [reason = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  // If a dependency of the package is missing, Node's message names that instead.
  if (reason.includes(`'${name}'`)) {
    return new BackendError(`the package ${name} is not installed`, `run ${installCommand(name)}`, { cause });
  }
  return new BackendError(
    `the package ${name} cannot be loaded: ${reason}`,
    `run npm install ${name}@latest, on a system that the package has a build for`,
    { cause },
  );
}

/** The command that installs a package, with its size if it is large. */
function installCommand(name: string): string {
  // Its install script downloads CUDA files in addition.
  return name === 'onnxruntime-node'
    ? 'npm install --ignore-scripts onnxruntime-node (290 MB)'
    : `npm install ${name}`;
}
