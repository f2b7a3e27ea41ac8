import { readZipDirectory, type ZipEntry, zipEntryBytes, zipEntryStart } from '../../../base/codecs/zip';
import { unreadable } from '../../../base/diagnostics/system-error';
import { listWords } from '../../../base/text/words';
import { DataError } from '../data-error';
import type { ByteSource, DataFiles } from '../data-host';
import { type NpyArray, openNpy } from './npy';

/** A compressed array is unpacked into memory, up to this many bytes. */
const largestCompressed = 2 * 2 ** 30;

/** Opens a `.npy` file. @throws {DataError} if it cannot be read, or is not a supported array */
export async function openNpyFile(path: string, files: DataFiles): Promise<NpyArray> {
  return openNpy(path, path, files.slice(path, 0, await fileSize(path, files)));
}

/**
 * Opens arrays in an `.npz` file by name. Arrays written by `numpy.savez` are read from the file in parts; arrays written
 * by `numpy.savez_compressed` are unpacked into memory once.
 *
 * @throws {DataError} if the file is damaged, or lacks one of the arrays; the message lists those it has
 */
export async function openNpz(
  path: string,
  names: readonly string[],
  files: DataFiles,
): Promise<readonly NpyArray[]> {
  const archive = files.slice(path, 0, await fileSize(path, files));
  try {
    const directory = await readZipDirectory(archive);
    const entries = new Map([...directory].map(([name, entry]) => [name.replace(/\.npy$/, ''), entry]));
    const arrays: NpyArray[] = [];
    for (const name of names) {
      const entry = entries.get(name);
      if (!entry) {
        const found = entries.size === 0 ? 'no arrays' : `the arrays ${listWords([...entries.keys()])}`;
        throw new DataError(
          `${path} has no array ${name}; it has ${found}`,
          path,
          'set images: … and labels: … next to arrays to the names of the arrays',
        );
      }
      arrays.push(await openArray(`${name} of ${path}`, path, archive, entry));
    }
    return arrays;
  } catch (error) {
    if (error instanceof DataError) throw error;
    return damaged(path, error);
  }
}

async function fileSize(path: string, files: DataFiles): Promise<number> {
  const entry = await files.stat(path).catch((error: unknown) => {
    throw new DataError(`the file ${path} ${unreadable(error)}`, path, 'fix its path in the section data');
  });
  if (entry.isFile) return entry.size;
  throw new DataError(`${path} is not a file`, path, 'give the path of a file');
}

function damaged(path: string, error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  throw new DataError(
    `the file ${path} is damaged or not an .npz file (${reason})`,
    path,
    'write it again with numpy.savez',
  );
}

/** Compares an array's header with its size before it unpacks the array, and verifies its checksum. */
async function openArray(
  label: string,
  path: string,
  archive: ByteSource,
  entry: ZipEntry,
): Promise<NpyArray> {
  await openNpy(label, path, startOf(archive, entry));
  if (entry.method === 'stored') {
    const start = await zipEntryStart(archive, entry);
    for await (const _ of zipEntryBytes(archive, entry));
    return openNpy(label, path, {
      size: entry.size,
      inMemory: archive.inMemory,
      read: (position, length) => archive.read(start + position, length),
    });
  }
  if (entry.size > largestCompressed)
    throw new DataError(
      `the array ${label} takes ${(entry.size / 2 ** 30).toFixed(1)} GiB when unpacked`,
      path,
      'write it uncompressed with numpy.savez, so that it is read from the file in parts',
    );
  const bytes = new Uint8Array(entry.size);
  let filled = 0;
  for await (const piece of zipEntryBytes(archive, entry)) {
    bytes.set(piece, filled);
    filled += piece.length;
  }
  return openNpy(label, path, memoryBytes(bytes));
}

/** The first bytes of an entry, of which no more is unpacked than is read. Their checksum is not verified. */
function startOf(archive: ByteSource, entry: ZipEntry): ByteSource {
  return {
    size: entry.size,
    inMemory: true,
    async read(position, length) {
      const end = position + length;
      const bytes = new Uint8Array(end);
      let filled = 0;
      for await (const piece of zipEntryBytes(archive, entry)) {
        bytes.set(piece.subarray(0, end - filled), filled);
        filled += piece.length;
        if (filled >= end) break;
      }
      return bytes.subarray(position);
    },
  };
}

/** Bytes in memory. What is read shares them. */
export function memoryBytes(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    inMemory: true,
    async read(position, length) {
      if (position + length > bytes.length) throw new RangeError('the array ends too early');
      return bytes.subarray(position, position + length);
    },
  };
}
