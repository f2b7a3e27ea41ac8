import { chmod, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { UserError } from '../base/diagnostics/user-error';
import { decodeSource } from '../base/source/read-source';
import type { SourceFile } from '../base/source/source-file';
import { replaceFile } from '../hosts/node/atomic-write';
import { isThere } from '../hosts/node/run-folder-files';

/**
 * Replaces a spec file by its fixed text, atomically; a link stays a link, and byte order mark and permissions stay.
 *
 * @throws UserError when the file cannot be written, or changed since `original` was read from it
 */
export async function writeFixed(path: string, original: SourceFile, fixed: SourceFile): Promise<void> {
  if (/^(https?|file):/.test(path))
    throw new UserError(`${path}: cannot be fixed in place`, 'download it, and give the path of the file');
  const target = await realpath(path);
  const current = decodeSource(path, await readFile(target));
  if (current.text !== original.text)
    throw new UserError(`${path}: changed while it was being checked, and was left as it is`, 'run it again');
  const { mode } = await stat(target);
  await replaceFile(target, async (temporary) => {
    await writeFile(temporary, (fixed.byteOrderMark ? '\uFEFF' : '') + fixed.text);
    await chmod(temporary, mode);
  });
}

/** Keeps a command from replacing a file unasked. @throws UserError when there is one */
export async function refuseExisting(
  file: string,
  { overwrite = false }: { readonly overwrite?: boolean | undefined },
): Promise<void> {
  if (!overwrite && (await isThere(file)))
    throw new UserError(`"${file}" exists`, 'use --overwrite to replace it, or choose another name');
}
