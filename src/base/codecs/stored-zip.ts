import { systemCode, systemReason } from '../diagnostics/system-error';
import { FileFormatError } from '../diagnostics/user-error';
import type { FileSystem } from './file-system';
import { type Bytes, readZipDirectory, ZipError, zipEntryBytes } from './zip';

/** The entries of an archive of uncompressed entries. Both methods verify the checksum, and throw `FileFormatError`. */
export interface StoredZip {
  /** Returns the text of an entry of at most `limit` bytes, or `undefined` if no entry has this name. */
  text(name: string, limit: number): Promise<string | undefined>;
  /** Copies an entry to a file. Resolves to `false` if no entry has this name. */
  extract(name: string, to: string): Promise<boolean>;
}

/**
 * Opens a `.keras` archive. Only the entries requested by name are read: names in the archive are never treated as paths.
 * Compressed, encrypted, overlapping and duplicate entries are rejected, so no entry can be larger than the archive.
 *
 * Throws {@link FileFormatError}.
 */
export async function openStoredZip(path: string, files: FileSystem): Promise<StoredZip> {
  const size = await files.size(path);
  const bytes: Bytes = {
    size,
    async read(position, length) {
      const into = new Uint8Array(length);
      if ((await files.read(path, into, position)) < length)
        throw new ZipError('it became shorter while it was read');
      return into;
    },
  };
  const entries = await reading(path, () => readZipDirectory(bytes));

  function find(name: string, limit = Number.POSITIVE_INFINITY) {
    const entry = entries.get(name);
    if (!entry) return undefined;
    if (entry.method !== 'stored')
      throw new ZipError(`its entry "${name}" is compressed or encrypted, which Keras never does`);
    if (entry.size > limit)
      throw new ZipError(`its entry "${name}" has ${entry.size} bytes, more than ${limit}`);
    return entry;
  }

  return {
    text: (name, limit) =>
      reading(path, async () => {
        const entry = find(name, limit);
        if (!entry) return undefined;
        const decoder = new TextDecoder();
        let text = '';
        for await (const piece of zipEntryBytes(bytes, entry))
          text += decoder.decode(piece, { stream: true });
        return text + decoder.decode();
      }),
    extract: (name, to) =>
      reading(path, async () => {
        const entry = find(name);
        if (entry) await files.write(to, zipEntryBytes(bytes, entry));
        return entry !== undefined;
      }),
  };
}

async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const isKnown = error instanceof ZipError || systemCode(error) !== undefined;
    if (!isKnown) throw error;
    const hint = 'give a model written by model.save("name.keras") of Keras';
    throw new FileFormatError(path, `cannot read: ${systemReason(error)}`, hint, { cause: error });
  }
}
