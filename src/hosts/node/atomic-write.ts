import { randomBytes } from 'node:crypto';
import { open, rename, truncate, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FileFormatError } from '../../base/diagnostics/user-error';

/**
 * Writes `data` (text as UTF-8) to `path` so that at every moment, a crash or a power cut included, the file is
 * either the old one or the new one, whole. Its folder must exist. Throws {@link FileFormatError}.
 */
export async function writeFileAtomically(path: string, data: string | Uint8Array): Promise<void> {
  await replaceFile(path, async (temporary) => {
    const file = await open(temporary, 'r+');
    try {
      await file.writeFile(data);
    } finally {
      await file.close();
    }
  });
}

/**
 * As {@link writeFileAtomically}, for a writer that wants a path: `write` fills an empty temporary file in the
 * same folder, which then replaces `path`. When anything fails, the temporary file is removed, `path` is as it was,
 * and errors of the file system come out as {@link FileFormatError}, others as they are.
 */
export async function replaceFile(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  await withTemporaryFile(path, async (temporary) => {
    await write(temporary);
    await sync(temporary);
    await rename(temporary, path);
  });
  await syncFolder(dirname(path));
}

/**
 * Lets `use` work with an empty temporary file beside `path`, which is removed in the end unless `use` has moved it.
 * Errors of the file system come out as {@link FileFormatError} about `path`, others as they are.
 */
export async function withTemporaryFile(
  path: string,
  use: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = join(dirname(path), `.convspec-${randomBytes(6).toString('hex')}.tmp`);
  try {
    await (await open(temporary, 'wx')).close();
    await use(temporary);
  } catch (error) {
    throw isSystemError(error) ? writeError(path, error) : error;
  } finally {
    await remove(temporary);
  }
}

/** What went wrong while writing `path`, from the code of a system error. */
function writeError(path: string, error: NodeJS.ErrnoException): FileFormatError {
  const [reason, hint] = explanations(dirname(path))[error.code ?? ''] ?? [error.message, undefined];
  return new FileFormatError(path, `cannot write: ${reason}`, hint, { cause: error });
}

function explanations(folder: string): Readonly<Record<string, readonly [reason: string, hint: string]>> {
  const denied = ['permission denied', `allow writing to "${folder}", or choose another folder`] as const;
  const notReplaceable = ['a folder has this name', 'choose another name, or remove the folder'] as const;
  return {
    ENOSPC: ['no space left on the device', 'free some space, or choose another folder'],
    EDQUOT: ['the disk quota is used up', 'free some space, or choose another folder'],
    EFBIG: [
      'the file would be larger than allowed',
      'raise the limit on file sizes, or choose another folder',
    ],
    EACCES: denied,
    EPERM: denied,
    EROFS: ['the file system is read-only', 'choose another folder'],
    ENOENT: ['its folder does not exist', `create the folder "${folder}"`],
    ENOTDIR: ['its folder is a file', 'choose another folder'],
    EISDIR: notReplaceable,
    ENOTEMPTY: notReplaceable,
    EEXIST: notReplaceable,
  };
}

/** Brings a file's bytes to the disk, so that a rename never overtakes them. */
async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Brings the rename itself to the disk. Not every platform lets a folder be opened; the rename stands regardless. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

/** Emptied first: a writer that failed may still hold it open, and its bytes would go on filling the disk. */
async function remove(temporary: string): Promise<void> {
  await truncate(temporary).catch(() => undefined);
  await unlink(temporary).catch(() => undefined);
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
