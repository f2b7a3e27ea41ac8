import { stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { UserError } from '../base/diagnostics/user-error';
import { nodeDataFiles } from '../hosts/node/data-files';
import { isImageName, listClassFolder } from '../run/data/image-folder';

/**
 * Finds the images for command-line arguments: files, folders (with the folders in them) and globs. Returns each file once,
 * in the order of the arguments, those of a folder or glob by name. A missing file is returned too: it is reported when it is
 * read.
 *
 * @throws UserError for a folder or glob without images
 */
export async function findImages(given: readonly string[]): Promise<readonly string[]> {
  const found = new Map<string, string>();
  for (const argument of given)
    for (const path of await expand(argument)) if (!found.has(resolve(path))) found.set(resolve(path), path);
  return [...found.values()];
}

async function expand(argument: string): Promise<readonly string[]> {
  const entry = await stat(argument).catch(() => null);
  if (entry?.isDirectory()) {
    const { images } = await listClassFolder(argument, nodeDataFiles);
    if (images.length > 0) return images;
    throw new UserError(
      `the folder "${argument}" has no images`,
      'give a folder with images, or image files',
    );
  }
  if (entry || !/[*?{}[\]()!]/.test(argument)) return [argument];
  const { glob } = await import('tinyglobby');
  const search = async (pattern: string) =>
    (await glob(pattern, { onlyFiles: true, expandDirectories: false, absolute: isAbsolute(pattern) }))
      .filter(isImageName)
      .sort();
  const images = await search(argument);
  // On Windows, a backslash separates folders instead of escaping the next character.
  const all =
    images.length > 0 || !argument.includes('\\') ? images : await search(argument.replaceAll('\\', '/'));
  if (all.length > 0) return all;
  throw new UserError(`"${argument}" matches no images`, 'fix the pattern, or give a folder');
}
