import { join } from 'node:path';
import { findImageSets, listFolder } from './image-sets';
import { InitError } from './init-error';

/** Folders that hold programs and results. */
const passedOver = ['node_modules', 'runs', 'dist', 'build', 'specs', 'src', 'test', 'docs'];

/** The folders in `directory` in which class folders are found, in code-point order; looked for where none was named. */
export async function findImageFolders(directory: string): Promise<readonly string[]> {
  const { folders } = await listFolder(directory);
  const found: string[] = [];
  for (const name of folders) {
    if (passedOver.includes(name)) continue;
    try {
      await findImageSets(join(directory, name));
      found.push(name);
    } catch (error) {
      if (!(error instanceof InitError)) throw error;
    }
  }
  return found;
}
