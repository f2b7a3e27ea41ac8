import { randomBytes } from 'node:crypto';
import { open, rename, truncate, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemReason } from '../../base/diagnostics/system-error';
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
  const { hint, reason = systemReason(error) } = explanations(dirname(path))[error.code ?? ''] ?? {};
  return new FileFormatError(path, `cannot write: ${reason}`, hint, { cause: error });
}

interface Explanation {
  readonly hint: string;
  /** Where {@link systemReason} would not tell enough. */
  readonly reason?: string;
}

function explanations(folder: string): Readonly<Record<string, Explanation>> {
  const denied = { hint: `allow writing to "${folder}", or choose another folder` };
  const full = { hint: 'free some space, or choose another folder' };
  const taken = {
    reason: 'a folder has this name',
    hint: 'choose another name, or remove the folder',
  };
  return {
    ENOSPC: full,
    EDQUOT: full,
    EFBIG: { hint: 'raise the limit on file sizes, or choose another folder' },
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
