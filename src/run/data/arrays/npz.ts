import { unreadable } from '../../../base/diagnostics/system-error';
import { listWords } from '../../../base/text/words';
import { DataError } from '../data-error';
import type { ArchivedFile, ByteSource, DataFiles } from '../data-host';
import { type NpyArray, openNpy } from './npy';

/** A compressed array is held in memory as a whole, up to this many bytes. */
const largestCompressed = 2 * 2 ** 30;
/** Deflate makes nothing smaller than by this factor: what claims more lies about its size. */
const deflateLimit = 1032;

/** Opens a `.npy` file. @throws {DataError} when it cannot be read or is no array of a known kind */
export async function openNpyFile(path: string, files: DataFiles): Promise<NpyArray> {
  return openNpy(path, path, files.slice(path, 0, await fileSize(path, files)));
}

/**
 * Opens arrays of an `.npz` file by their names. What `numpy.savez` wrote stays in the file and is read piece by piece;
 * what `numpy.savez_compressed` wrote is unpacked into memory, once.
 *
 * @throws {DataError} when the file is damaged or lacks one of the arrays; its message says which it has
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
          'name the arrays by images: … and labels: … beside arrays',
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
    throw new DataError(
      `the file ${path} ${unreadable(error)}`,
      path,
      'correct its path in the section data',
    );
  });
  if (entry.isFile) return entry.size;
  throw new DataError(`${path} is not a file`, path, 'give the path of a file');
}

function damaged(path: string, error: unknown): never {
  const said = error instanceof Error ? error.message : String(error);
  throw new DataError(
    `the file ${path} is damaged or no .npz file (${said})`,
    path,
    'write it anew with numpy.savez',
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
    throw new DataError(`the array ${label} claims a size that it cannot have`, path, 'write it anew');
  if (entry.size > largestCompressed)
    throw new DataError(
      `the array ${label} takes ${(entry.size / 2 ** 30).toFixed(1)} GiB once unpacked`,
      path,
      'write it with numpy.savez, uncompressed: then it is read from the file piece by piece',
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
