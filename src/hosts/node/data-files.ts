import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ByteSource, DataFiles, DataHost, FolderEntry } from '../../run/data/data-host';
import { sharpPictures } from './images';
import { openRegular } from './regular-file';

/** The files of this machine. */
export const nodeDataFiles: DataFiles = {
  resolve,
  join,
  folderOf: dirname,
  async list(folder) {
    const entries = await readdir(folder, { withFileTypes: true });
    return Promise.all(
      entries.map(async (entry) => ({ name: entry.name, kind: await kindOf(entry, folder) })),
    );
  },
  realPath: (folder) => realpath(folder),
  async stat(path) {
    const entry = await stat(path);
    return { isFile: entry.isFile(), size: entry.size };
  },
  async read(path) {
    const file = await openRegular(path);
    try {
      return await file.readFile();
    } finally {
      await file.close();
    }
  },
  slice,
};

/** Files of this machine, with images decoded by sharp. */
export const nodeData: DataHost = { files: nodeDataFiles, pictures: sharpPictures };

async function kindOf(entry: Dirent, folder: string): Promise<FolderEntry['kind']> {
  const target = entry.isSymbolicLink() ? await stat(join(folder, entry.name)).catch(() => null) : entry;
  if (target?.isDirectory()) return 'folder';
  return target === null || target.isFile() ? 'file' : 'other';
}

function slice(path: string, start: number, size: number): ByteSource {
  return {
    size,
    inMemory: false,
    async read(position, length) {
      const handle = await openRegular(path);
      try {
        const bytes = new Uint8Array(length);
        let filled = 0;
        while (filled < length) {
          const { bytesRead } = await handle.read(bytes, filled, length - filled, start + position + filled);
          if (bytesRead === 0) throw new RangeError('the file ends too early');
          filled += bytesRead;
        }
        return bytes;
      } finally {
        await handle.close();
      }
    },
  };
}
