import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';

/** The path leads to a pipe, a device or a socket, which may block forever or never end. */
class NotRegularError extends Error {
  override readonly name = 'NotRegularError';
  readonly code = 'ENOTREGULAR';

  constructor(path: string) {
    super(`${path} is not a regular file`);
  }
}

/**
 * Opens a regular file for reading, following links. Devices and pipes are refused without opening them.
 *
 * @throws NotRegularError if it is another kind of file, but not a folder; the system's own error
 */
export async function openRegular(path: string): Promise<FileHandle> {
  await stat(path).then((entry) => checkRegular(path, entry));
  // Without waiting, in case the file was replaced by a pipe since.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    checkRegular(path, await handle.stat());
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function checkRegular(path: string, entry: { isFile(): boolean; isDirectory(): boolean }): void {
  if (!entry.isFile() && !entry.isDirectory()) throw new NotRegularError(path);
}
