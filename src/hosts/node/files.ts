import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FileSystem, Hdf5Library } from '../../base/codecs/file-system';
import { replaceFile, withTemporaryFile } from './atomic-write';
import { readError } from './read-error';

/** HDF5 2 as WebAssembly on the real file system, which throws errors instead of printing them. */
export async function hdf5Library(): Promise<Hdf5Library> {
  const library = await import('h5wasm/node');
  (await library.ready).activate_throwing_error_handler();
  return library;
}

/** The file system of the machine. */
export const nodeFiles: FileSystem = {
  hdf5: hdf5Library,
  size: (path) => reading(path, async () => (await stat(path)).size),
  read: (path, into, position) =>
    reading(path, async () => {
      const file = await open(path, 'r');
      try {
        let done = 0;
        while (done < into.length) {
          const { bytesRead } = await file.read(into, done, into.length - done, position + done);
          if (bytesRead === 0) break;
          done += bytesRead;
        }
        return done;
      } finally {
        await file.close();
      }
    }),
  async write(path, pieces) {
    const file = await open(path, 'w');
    try {
      for await (const piece of pieces) await file.writeFile(piece);
    } finally {
      await file.close();
    }
  },
  replace: replaceFile,
  withTemporary: withTemporaryFile,
  async scratch(name) {
    const folder = await mkdtemp(join(tmpdir(), 'convspec-'));
    return { path: join(folder, name), remove: () => rm(folder, { recursive: true, force: true }) };
  },
  remove: (path) => rm(path, { force: true }),
  beside: (path, name) => join(dirname(path), name),
  writeZip: async (...args) => (await import('./zip')).writeStoredZip(...args),
};

async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw readError(path, error);
  }
}
