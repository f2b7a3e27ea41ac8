import { unreadable } from '../../../base/diagnostics/system-error';
import { listWords } from '../../../base/text/words';
import { DataError } from '../data-error';
import type { ArchivedFile, ByteSource, DataFiles } from '../data-host';
import { type NpyArray, openNpy } from './npy';

/** A compressed array is unpacked into memory, up to this many bytes. */
const largestCompressed = 2 * 2 ** 30;
/** The maximum compression factor of deflate; an entry that exceeds it has a false size. */
const deflateLimit = 1032;

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
  await fileSize(path, files);
  const zip = await files.openZip(path).catch((error: unknown) => damaged(path, error));
  try {
    const entries = new Map([...zip.entries].map(([name, entry]) => [name.replace(/\.npy$/, ''), entry]));
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
      const label = `${name} of ${path}`;
      arrays.push(await openNpy(label, path, await entryBytes(entry, path, label, files)));
    }
    return arrays;
  } catch (error) {
    if (error instanceof DataError) throw error;
    return damaged(path, error);
  } finally {
    zip.close();
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

async function entryBytes(
  entry: ArchivedFile,
  path: string,
  label: string,
  files: DataFiles,
): Promise<ByteSource> {
  if (entry.stored) return files.slice(path, await entry.start(), entry.size);
  if (entry.size > entry.compressedSize * deflateLimit + deflateLimit)
    throw new DataError(`the array ${label} has an impossible size`, path, 'write it again');
  if (entry.size > largestCompressed)
    throw new DataError(
      `the array ${label} takes ${(entry.size / 2 ** 30).toFixed(1)} GiB when unpacked`,
      path,
      'write it uncompressed with numpy.savez, so that it is read from the file in parts',
    );
  const bytes = new Uint8Array(entry.size);
  let filled = 0;
  for await (const piece of await entry.unpack()) {
    bytes.set(piece.subarray(0, bytes.length - filled), filled);
    filled += piece.length;
  }
  return memoryBytes(bytes.subarray(0, filled));
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
