import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isNotFound, systemCode } from '../../base/diagnostics/system-error';
import { RunFolderError } from '../../run/training/training-error';

/** Never follow a link in the last step of a path, and never wait for the other end of a pipe. Windows has neither flag. */
const guarded = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Ways of opening a file in a run folder. */
export const ownFlags = {
  read: constants.O_RDONLY | guarded,
  change: constants.O_RDWR | guarded,
  append: constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | guarded,
} as const;

/**
 * Opens a regular file, which a run may change only if no other name leads to it: a run folder may come from an archive
 * whose links point at foreign files.
 *
 * @throws RunFolderError for a link or anything else that is not a regular file; file system errors unchanged
 */
export async function openOwn(path: string, flags: number): Promise<FileHandle> {
  const before = await lstat(path).catch((error) => {
    if (isNotFound(error)) return null;
    throw error;
  });
  if (before) checkOwn(path, before, flags);
  const file = await open(path, flags).catch((error) => {
    throw systemCode(error) === 'ELOOP' ? linkError(path) : error;
  });
  try {
    checkOwn(path, await file.stat(), flags);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function checkOwn(path: string, found: Stats, flags: number): void {
  if (found.isSymbolicLink()) throw linkError(path);
  if (!found.isFile()) {
    throw new RunFolderError(
      `"${path}" is ${found.isDirectory() ? 'a folder, not a file' : 'not a regular file'}`,
      'remove it, or choose another folder with --out',
    );
  }
  if (found.nlink > 1 && flags !== ownFlags.read) {
    throw new RunFolderError(
      `"${path}" has ${found.nlink} names (hard links), so writing to it would change a file elsewhere`,
      'replace it with a copy, or choose another folder with --out',
    );
  }
}

/** Checks that a file about to be replaced is not a link. It need not exist. @throws RunFolderError */
export async function checkNoLink(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found?.isSymbolicLink()) throw linkError(path);
}

/**
 * Reads a text file of at most `limit` bytes; `undefined` if it does not exist.
 *
 * @throws RunFolderError if it is larger or not a regular file; file system errors unchanged
 */
export async function readOwnText(path: string, limit: number): Promise<string | undefined> {
  let file: FileHandle;
  try {
    file = await openOwn(path, ownFlags.read);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
  try {
    const { size } = await file.stat();
    if (size <= limit) return await file.readFile('utf8');
    throw new RunFolderError(
      `"${path}" is too large: ${size} bytes, expected at most ${limit}`,
      'remove it, or choose another folder with --out',
    );
  } finally {
    await file.close();
  }
}

/** Creates the folders between `root` and the file `name` in it. @throws RunFolderError if one of them is a link or a file */
export async function makeOwnFolders(root: string, name: string): Promise<void> {
  let folder = root;
  for (const step of dirname(name).split('/')) {
    if (step === '.') continue;
    folder = join(folder, step);
    await mkdir(folder).catch((error) => {
      if (systemCode(error) !== 'EEXIST') throw error;
    });
    await checkOwnFolder(folder);
  }
}

/** Checks that the existing folders between `root` and the file `name` in it are not links. @throws RunFolderError */
export async function checkOwnFolders(root: string, name: string): Promise<void> {
  let folder = root;
  for (const step of dirname(name).split('/')) {
    if (step === '.') continue;
    folder = join(folder, step);
    try {
      await checkOwnFolder(folder);
    } catch (error) {
      if (isNotFound(error)) return;
      throw error;
    }
  }
}

async function checkOwnFolder(folder: string): Promise<void> {
  const found = await lstat(folder);
  if (found.isSymbolicLink()) throw linkError(folder);
  if (found.isDirectory()) return;
  throw new RunFolderError(
    `"${folder}" is a file, not a folder`,
    'move it away, or choose another folder with --out',
  );
}

function linkError(path: string): RunFolderError {
  return new RunFolderError(
    `"${path}" is a symbolic link, and a run does not follow links out of its folder`,
    'replace the link with what it points to, or choose another folder with --out',
  );
}
