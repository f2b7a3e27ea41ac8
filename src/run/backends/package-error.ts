import { BackendError } from './backend-error';

/**
 * Why the import of an optional package failed: it is not installed, or does not load on this system.
 *
 * The import itself stands in a `try` where it is needed: by that, bundlers know that the package may be missing.
 */
export function packageError(name: string, cause: unknown): BackendError {
  const [reason = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  // Of a part that it lacks, Node says the path.
  if (reason.includes(`'${name}'`)) {
    return new BackendError(`the package ${name} is not installed`, `npm install ${name}`, { cause });
  }
  return new BackendError(
    `the package ${name} does not load here: ${reason}`,
    `npm install ${name}@latest, on a system that it has a build for`,
    { cause },
  );
}
