import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../../base/diagnostics/user-error';
import { isThere, manifestName } from './run-folder-files';

const give = 'give a run folder, or a model file saved by a run (.h5, .keras, model.json)';

/** Returns the model file for a path given by the user: a model file, or a run folder. */
export async function modelFile(path: string): Promise<string> {
  const entryAt = (place: string) => stat(place).catch(() => null);
  const entry = await entryAt(path);
  if (!entry?.isDirectory()) {
    if (entry) return path;
    throw new UserError(`"${path}": no model found`, give);
  }
  const file = join(path, 'model.h5');
  if (await entryAt(file)) return file;
  throw new UserError(
    `"${path}": the folder contains no model.h5`,
    'give the folder of a finished run, or a model file saved by it (.h5, .keras, model.json)',
  );
}

/** The run folder of a file: the nearest folder with the manifest of a run, or else the folder of the file. */
export async function runFolderOf(file: string): Promise<string> {
  const own = dirname(resolve(file));
  for (let folder = own; ; folder = dirname(folder)) {
    if (await isThere(join(folder, manifestName))) return folder;
    if (folder === dirname(folder)) return own;
  }
}
