import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import type {
  ArchivedFile,
  ByteSource,
  DataArchive,
  DataFiles,
  DataHost,
  FolderEntry,
} from '../../run/data/data-host';
import { digestLength } from '../../run/data/identity/digest';
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
    // Size and time alone do not notice folders that were swapped, or a time that was set.
    const { size, mtimeMs, ctimeMs, ino } = entry;
    return { isFile: entry.isFile(), size, stamp: [size, mtimeMs, ctimeMs, ino].join('/') };
  },
  read: (path) => readFile(path),
  async digest(path) {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
      .slice(0, digestLength);
  },
  slice,
  openZip,
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

async function openZip(path: string): Promise<DataArchive> {
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true });
  try {
    const entries = new Map<string, ArchivedFile>();
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, archivedFile(zip, entry));
    return { entries, close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error;
  }
}

function archivedFile(zip: ZipFile, entry: Entry): ArchivedFile {
  return {
    stored: entry.compressionMethod === 0 && !entry.isEncrypted(),
    compressedSize: entry.compressedSize,
    size: entry.uncompressedSize,
    start: async () => (await zip.readLocalFileHeaderPromise(entry, { minimal: true })).fileDataStart,
    unpack: () => zip.openReadStreamPromise(entry),
  };
}
