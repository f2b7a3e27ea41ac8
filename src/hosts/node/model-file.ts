import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../base/diagnostics/user-error';

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
