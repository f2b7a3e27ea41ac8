import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { manifestName } from './run-folder-files';

/** The run folder that a file lies in: the nearest with a run's list; failing that, the file's own folder. */
export async function runFolderOf(file: string): Promise<string> {
  const own = dirname(resolve(file));
  for (let folder = own; ; folder = dirname(folder)) {
    if (await isThere(join(folder, manifestName))) return folder;
    if (folder === dirname(folder)) return own;
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
