import { chmod, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { UserError } from '../base/diagnostics/user-error';
import { decodeSource } from '../base/source/read-source';
import type { SourceFile } from '../base/source/source-file';
import { replaceFile } from '../hosts/node/atomic-write';
import { isThere } from '../hosts/node/run-folder-files';

/**
 * Replaces a spec file with its changed text, atomically. Symbolic links, the byte order mark and permissions are kept.
 *
 * @throws UserError if the file cannot be written, or has changed since `original` was read
 */
export async function writeSpec(path: string, original: SourceFile, changed: SourceFile): Promise<void> {
  if (/^(https?|file):/.test(path))
    throw new UserError(`${path}: a URL cannot be changed in place`, 'download the file and give its path');
  const target = await realpath(path);
  const current = decodeSource(path, await readFile(target));
  if (current.text !== original.text)
    throw new UserError(
      `${path}: the file changed while it was being checked, so it was not written`,
      'run the command again',
    );
  const { mode } = await stat(target);
  await replaceFile(target, async (temporary) => {
    await writeFile(temporary, (changed.byteOrderMark ? '\uFEFF' : '') + changed.text);
    await chmod(temporary, mode);
  });
}

/** Keeps a command from replacing a file without `--overwrite`. @throws UserError if the file exists */
export async function refuseExisting(
  file: string,
  { overwrite = false }: { readonly overwrite?: boolean | undefined },
): Promise<void> {
  if (!overwrite && (await isThere(file)))
    throw new UserError(`"${file}" already exists`, 'use --overwrite to replace it, or choose another name');
}
