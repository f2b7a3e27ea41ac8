import { type FileSystem, randomHex } from '../../base/codecs/file-system';
import { FileFormatError, UserError } from '../../base/diagnostics/user-error';
import { throwFailures } from '../../base/hdf5/hdf5';
import { zipBytes } from './zip';

/** The part of Emscripten's file system that is used. */
interface EmscriptenFiles {
  mkdir(path: string): void;
  rmdir(path: string): void;
  readdir(path: string): string[];
  readFile(path: string): Uint8Array<ArrayBuffer>;
  writeFile(path: string, bytes: Uint8Array): void;
  open(path: string, flags: string): object;
  read(file: object, into: Uint8Array, offset: number, length: number, position: number): number;
  write(file: object, bytes: Uint8Array, offset: number, length: number): number;
  close(file: object): void;
  stat(path: string): { readonly size: number };
  rename(from: string, to: string): void;
  unlink(path: string): void;
}

/** A file system in memory, with methods to transfer files to and from the browser's store. */
export interface MemoryFiles extends FileSystem {
  /** The files in the folder of `path`. */
  list(path: string): readonly { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[];
  /** Creates a file. */
  put(path: string, bytes: Uint8Array): void;
}

/** The file system of HDF5 in a browser. Its files are in memory until they are removed. */
export async function memoryFiles(): Promise<MemoryFiles> {
  const library = await import('h5wasm');
  const module = await library.ready;
  const fs = module.FS as unknown as EmscriptenFiles;
  return createMemoryFiles(fs, async () => {
    // All files are in its memory, so that a page has only one.
    if (isCrashed) throw new UserError('HDF5 crashed on a damaged file', 'reload the page');
    throwFailures(module);
    return library;
  });
}

let isCrashed = false;

function createMemoryFiles(fs: EmscriptenFiles, hdf5: FileSystem['hdf5']): MemoryFiles {
  const withTemporary: FileSystem['withTemporary'] = async (path, use) => {
    const temporary = `${folderOf(path)}.convspec-${randomHex()}.tmp`;
    fs.writeFile(temporary, new Uint8Array(0));
    try {
      await use(temporary);
    } finally {
      if (isThere(fs, temporary)) fs.unlink(temporary);
    }
  };

  return {
    hdf5,
    discardHdf5() {
      isCrashed = true;
    },
    size: async (path) => sizeOf(fs, path),
    async read(path, into, position) {
      const length = Math.min(into.length, sizeOf(fs, path) - position);
      const file = fs.open(path, 'r');
      try {
        return length > 0 ? fs.read(file, into, 0, length, position) : 0;
      } finally {
        fs.close(file);
      }
    },
    async write(path, pieces) {
      const file = fs.open(path, 'w');
      try {
        for await (const piece of pieces) fs.write(file, piece, 0, piece.length);
      } finally {
        fs.close(file);
      }
    },
    replace: (path, write) =>
      withTemporary(path, async (temporary) => {
        await write(temporary);
        fs.rename(temporary, path);
      }),
    withTemporary,
    async scratch(name) {
      const folder = `/convspec-${randomHex()}`;
      fs.mkdir(folder);
      return {
        path: `${folder}/${name}`,
        async remove() {
          for (const left of namesIn(fs, folder)) fs.unlink(`${folder}/${left}`);
          fs.rmdir(folder);
        },
      };
    },
    async remove(path) {
      if (isThere(fs, path)) fs.unlink(path);
    },
    beside: (path, name) => folderOf(path) + name,
    sibling: async (path, name) => folderOf(path) + name,
    list: (path) =>
      namesIn(fs, folderOf(path)).map((name) => ({ name, bytes: fs.readFile(folderOf(path) + name) })),
    put: (path, bytes) => fs.writeFile(path, bytes),
    async writeZip(path, entries) {
      const bytes = Object.entries(entries).map(([name, source]): [string, Uint8Array] => [
        name,
        'text' in source ? new TextEncoder().encode(source.text) : fs.readFile(source.file),
      ]);
      fs.writeFile(path, zipBytes(Object.fromEntries(bytes)));
    },
  };
}

/** The folder of a path, including the final slash. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function isThere(fs: EmscriptenFiles, path: string): boolean {
  try {
    fs.stat(path);
    return true;
  } catch {
    return false;
  }
}

function sizeOf(fs: EmscriptenFiles, path: string): number {
  if (isThere(fs, path)) return fs.stat(path).size;
  throw new FileFormatError(path, 'cannot read: no such file or folder');
}

function namesIn(fs: EmscriptenFiles, folder: string): readonly string[] {
  return fs.readdir(folder).filter((name) => name !== '.' && name !== '..');
}
