import { stat } from 'node:fs/promises';
import { posix, resolve } from 'node:path';
import type { UnreadFile } from '../base/diagnostics/render/report';
import { findUsualSpec, usualSpec } from './choose-spec';

const specPattern = '**/*.{yaml,yml}';
const defaultFolder = 'specs';

/**
 * Finds the spec files for command-line arguments: files, folders, globs, `-` for standard input (default: `convspec.yaml`
 * and the folder `specs`). Returns each file once, in the order of the arguments; arguments without a match are in `unread`.
 */
export async function findSpecs(
  given: readonly string[],
): Promise<{ readonly paths: readonly string[]; readonly unread: readonly UnreadFile[] }> {
  const paths = new Map<string, string>();
  const unread: UnreadFile[] = [];
  const usual = findUsualSpec();
  for (const argument of given.length > 0
    ? given
    : usual === undefined
      ? [defaultFolder]
      : [usual, defaultFolder]) {
    const found = await expand(argument);
    for (const path of found) paths.set(path === '-' ? path : resolve(path), path);
    if (found.length > 0 || (given.length === 0 && usual !== undefined)) continue;
    const message =
      given.length > 0
        ? `${argument}: no spec found`
        : `no spec found: this folder has neither ${usualSpec} nor a folder ${defaultFolder} with *.yaml files`;
    unread.push({ name: argument, message, hint: 'give the path of a spec, a folder with specs, or a glob' });
  }
  return { paths: [...paths.values()], unread };
}

async function expand(argument: string): Promise<readonly string[]> {
  // The usual case needs no search: a missing file is reported when it is read.
  if (argument === '-' || (/\.ya?ml$/.test(argument) && !/[*?{}[\]()!\\]/.test(argument))) return [argument];
  const kind = await stat(argument).catch(() => null);
  if (kind?.isFile()) return [argument];
  const { glob } = await import('tinyglobby');
  if (kind) {
    const inside = await glob(specPattern, { cwd: argument, onlyFiles: true, ignore: '**/node_modules/**' });
    return inside.sort().map((path) => posix.join(argument, path));
  }
  const search = async (pattern: string) =>
    (await glob(pattern, { onlyFiles: true, expandDirectories: false })).sort();
  const found = await search(argument);
  // On Windows, a backslash separates folders instead of escaping the next character.
  return found.length > 0 || !argument.includes('\\') ? found : search(argument.replaceAll('\\', '/'));
}
