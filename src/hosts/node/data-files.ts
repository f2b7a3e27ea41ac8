import type { Dirent } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ByteSource, DataFiles, DataHost, FolderEntry } from '../../run/data/data-host';
import { sharpPictures } from './images';

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
  async stat(path) {
    const entry = await stat(path);
    return { isFile: entry.isFile(), size: entry.size };
  },
  read: (path) => readFile(path),
  slice,
};

/** Files of this machine, with images decoded by sharp. */
export const nodeData: DataHost = { files: nodeDataFiles, pictures: sharpPictures };

async function kindOf(entry: Dirent, folder: string): Promise<FolderEntry['kind']> {
  if (!entry.isSymbolicLink()) return entry.isDirectory() ? 'folder' : 'file';
  const target = await stat(join(folder, entry.name)).catch(() => null);
  return target?.isDirectory() ? 'folder' : 'file';
}

function slice(path: string, start: number, size: number): ByteSource {
  return {
    size,
    inMemory: false,
    async read(position, length) {
      const handle = await open(path);
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
