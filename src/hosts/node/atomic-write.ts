import { randomBytes } from 'node:crypto';
import { open, rename, truncate, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemReason } from '../../base/diagnostics/system-error';
import { FileFormatError } from '../../base/diagnostics/user-error';

/**
 * Writes `data` (text as UTF-8) to `path` atomically: even after a crash or power failure, the file is either completely
 * old or completely new. Its folder must exist.
 *
 * @throws FileFormatError
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
 * Like {@link writeFileAtomically}, for a writer that needs a path: `write` fills an empty temporary file in the same
 * folder, which then replaces `path`. On failure, the temporary file is removed and `path` is unchanged. File system errors
 * are thrown as {@link FileFormatError}, others unchanged.
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
 * Calls `use` with an empty temporary file in the folder of `path`, and removes it afterwards unless `use` has moved it.
 * File system errors are thrown as {@link FileFormatError} for `path`, others unchanged.
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

/** Explains a system error that occurred while writing `path`. */
function writeError(path: string, error: NodeJS.ErrnoException): FileFormatError {
  const { hint, reason = systemReason(error) } = explanations(dirname(path))[error.code ?? ''] ?? {};
  return new FileFormatError(path, `cannot write: ${reason}`, hint, { cause: error });
}

interface Explanation {
  readonly hint: string;
  /** A more specific reason than {@link systemReason}. */
  readonly reason?: string;
}

function explanations(folder: string): Readonly<Record<string, Explanation>> {
  const denied = { hint: `allow writing to "${folder}", or choose another folder` };
  const full = { hint: 'free some space, or choose another folder' };
  const taken = {
    reason: 'a folder with this name exists',
    hint: 'choose another name, or remove the folder',
  };
  return {
    ENOSPC: full,
    EDQUOT: full,
    EFBIG: { hint: 'increase the file size limit, or choose another folder' },
    EACCES: denied,
    EPERM: denied,
    EROFS: { hint: 'choose another folder' },
    ENOENT: { reason: 'its folder does not exist', hint: `create the folder "${folder}"` },
    ENOTDIR: { reason: 'its folder is a file', hint: 'choose another folder' },
    EISDIR: taken,
    ENOTEMPTY: taken,
    EEXIST: taken,
  };
}

/** Flushes a file to disk, so that a rename never reaches the disk before its contents. */
async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Flushes the rename to disk. Ignores platforms that cannot open folders, because the rename has already succeeded. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

/** Removes a temporary file. Empties it first, because a failed writer may still have it open, which would keep its disk space. */
async function remove(temporary: string): Promise<void> {
  await truncate(temporary).catch(() => undefined);
  await unlink(temporary).catch(() => undefined);
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
