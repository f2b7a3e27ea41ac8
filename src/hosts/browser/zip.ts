import { unzipSync, zipSync } from 'fflate';
import type { StoredZip } from '../../base/codecs/file-system';
import { FileFormatError } from '../../base/diagnostics/user-error';
import { ownValue } from '../../base/values';

/** The timestamp of all entries, the earliest in zip files. A fixed one makes equal models equal files. */
const epoch = new Date(1980, 0, 1);

/** Creates an archive of uncompressed entries. */
export function zipBytes(entries: Readonly<Record<string, Uint8Array>>): Uint8Array<ArrayBuffer> {
  return zipSync({ ...entries }, { level: 0, mtime: epoch }) as Uint8Array<ArrayBuffer>;
}

/** Opens the archive in `bytes` for `FileSystem.readZip`; `save` writes an entry to a file. */
export function readZipBytes(
  path: string,
  bytes: Uint8Array,
  save: (path: string, bytes: Uint8Array) => void,
): StoredZip {
  function entry(wanted: string, limit = Number.POSITIVE_INFINITY): Uint8Array | undefined {
    let count = 0;
    const found = reading(path, () =>
      unzipSync(bytes, {
        filter({ name, compression, originalSize }) {
          if (name !== wanted) return false;
          count += 1;
          if (count > 1) throw refusal(path, `it contains "${name}" more than once`);
          if (compression !== 0)
            throw refusal(path, `its entry "${name}" is compressed, which Keras never does`);
          if (originalSize > limit)
            throw refusal(path, `its entry "${name}" has ${originalSize} bytes, more than ${limit}`);
          return true;
        },
      }),
    );
    return ownValue(found, wanted);
  }
  return {
    async text(name, limit) {
      const bytes = entry(name, limit);
      return bytes && new TextDecoder().decode(bytes);
    },
    async extract(name, to) {
      const bytes = entry(name);
      if (bytes) save(to, bytes);
      return bytes !== undefined;
    },
  };
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof FileFormatError) throw error;
    throw refusal(path, error instanceof Error ? error.message : String(error));
  }
}

function refusal(path: string, reason: string): FileFormatError {
  const hint = 'give a model written by model.save("name.keras") of Keras';
  return new FileFormatError(path, `cannot read: ${reason}`, hint);
}
