import { existsSync } from 'node:fs';
import { mkdtemp, open, realpath, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FileSystem, Hdf5Library } from '../../base/codecs/file-system';
import { FileFormatError, UserError } from '../../base/diagnostics/user-error';
import { throwFailures } from '../../base/hdf5/hdf5';
import { replaceFile, withTemporaryFile } from './atomic-write';
import { readError } from './read-error';

/** Crashes of the library so far. */
let crashes = 0;

/** HDF5 2 as WebAssembly on the real file system, which throws errors instead of printing them. */
export async function hdf5Library(): Promise<Hdf5Library> {
  const library: Hdf5Library = crashes === 0 ? await import('h5wasm/node') : await import(newInstance());
  throwFailures(await library.ready);
  return library;
}

/** The library's URL with a query, by which Node loads it once more. */
function newInstance(): string {
  const here = typeof __filename === 'string' ? __filename : import.meta.url;
  const folders = createRequire(here).resolve.paths('h5wasm') ?? [];
  const path = folders
    .map((folder) => join(folder, 'h5wasm/dist/node/hdf5_hl.js'))
    .find((path) => existsSync(path));
  if (path === undefined)
    throw new UserError(
      'HDF5 crashed on a damaged file, and its package is not found',
      'restart the program',
    );
  return `${pathToFileURL(path).href}?crashes=${crashes}`;
}

/** The file system of the machine. */
export const nodeFiles: FileSystem = {
  hdf5: hdf5Library,
  discardHdf5() {
    crashes++;
  },
  size: (path) =>
    reading(path, async () => {
      const entry = await stat(path);
      if (entry.isFile()) return entry.size;
      const what = entry.isDirectory() ? 'a folder, not a file' : 'not a regular file';
      throw new FileFormatError(path, `cannot read: it is ${what}`);
    }),
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
  beside,
  sibling: (path, name) => reading(beside(path, name), () => sibling(path, name)),
  writeZip: async (...args) => (await import('./zip')).writeStoredZip(...args),
};

function beside(path: string, name: string): string {
  return join(dirname(path), name);
}

/** The folder may itself consist of links, to files that are all in one other folder. */
async function sibling(path: string, name: string): Promise<string> {
  const place = beside(path, name);
  const folder = dirname(await realpath(place));
  const folders = [await realpath(dirname(path)), dirname(await realpath(path))];
  if (folders.includes(folder)) return place;
  throw new FileFormatError(
    place,
    'cannot read: it is a link to a file in another folder',
    'copy the file itself',
  );
}

async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof FileFormatError) throw error;
    throw readError(path, error);
  }
}
