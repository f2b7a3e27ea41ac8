import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../../base/diagnostics/user-error';
import { isThere, manifestName } from './run-folder-files';

const give = 'give a run folder, or a model file that a run saved (.h5, .keras, model.json)';

/** The file that a path given by the user stands for. */
export async function modelFile(path: string): Promise<string> {
  const entryAt = (place: string) => stat(place).catch(() => null);
  const entry = await entryAt(path);
  if (!entry?.isDirectory()) {
    if (entry) return path;
    throw new UserError(`"${path}": no model is there`, give);
  }
  const file = join(path, 'model.h5');
  if (await entryAt(file)) return file;
  throw new UserError(
    `"${path}": the folder holds no model.h5`,
    'give the folder of a run that has ended, or a model file that it saved (.h5, .keras, model.json)',
  );
}

/** The run folder that a file lies in: the nearest with a run's list; failing that, the file's own folder. */
export async function runFolderOf(file: string): Promise<string> {
  const own = dirname(resolve(file));
  for (let folder = own; ; folder = dirname(folder)) {
    if (await isThere(join(folder, manifestName))) return folder;
    if (folder === dirname(folder)) return own;
  }
}
