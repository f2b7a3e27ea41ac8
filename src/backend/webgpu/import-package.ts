import { BackendError } from '../backend-error';

/**
 * An optional package, imported by `load`.
 *
 * @throws BackendError when it is not installed, or does not load on this system
 */
export async function importPackage<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const [reason = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    // Of a part that it lacks, Node says the path.
    if (reason.includes(`'${name}'`)) {
      throw new BackendError(`the package ${name} is not installed`, `npm install ${name}`, { cause });
    }
    throw new BackendError(
      `the package ${name} does not load here: ${reason}`,
      `npm install ${name}@latest, on a system that it has a build for`,
      { cause },
    );
  }
}
