import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { ZipFile as ZipWriter } from 'yazl';
import type { FileSystem, StoredZip, ZipSource } from '../../base/codecs/file-system';
import { FileFormatError } from '../../base/diagnostics/user-error';
import { readError } from './read-error';

/** The timestamp of all entries, the earliest in zip files. A fixed one makes equal models equal files. */
const epoch = new Date(1980, 0, 1);

/** {@link FileSystem.writeZip} on the real file system. */
export async function writeStoredZip(
  path: string,
  entries: Readonly<Record<string, ZipSource>>,
): Promise<void> {
  const zip = new ZipWriter();
  const options = { compress: false, mtime: epoch, forceDosTimestamp: true };
  const failed = new Promise<never>((_, reject) => zip.on('error', reject));
  for (const [name, source] of Object.entries(entries)) {
    if ('text' in source) zip.addBuffer(Buffer.from(source.text), name, options);
    else zip.addFile(source.file, name, { ...options, mode: 0o100644 });
  }
  zip.end();
  await Promise.race([failed, pipeline(zip.outputStream, createWriteStream(path))]);
}

/** {@link FileSystem.readZip} on the real file system. */
export async function readStoredZip<T>(path: string, use: (zip: StoredZip) => Promise<T>): Promise<T> {
  let file: ZipFile | undefined;
  try {
    file = await openPromise(path, { autoClose: false, strictFileNames: true });
    const entries = new Map<string, Entry>();
    for await (const entry of file.eachEntry()) {
      if (entries.has(entry.fileName)) throw refusal(path, `it contains "${entry.fileName}" more than once`);
      entries.set(entry.fileName, entry);
    }
    return await use(storedZip(path, file, entries));
  } catch (error) {
    if (error instanceof FileFormatError) throw error;
    if (error instanceof Error && 'syscall' in error) throw readError(path, error);
    throw refusal(path, zipFault(error instanceof Error ? error.message : String(error)));
  } finally {
    file?.close();
  }
}

function storedZip(path: string, file: ZipFile, entries: ReadonlyMap<string, Entry>): StoredZip {
  async function open(name: string, limit = Number.POSITIVE_INFINITY) {
    const entry = entries.get(name);
    if (!entry) return undefined;
    if (!entry.canDecodeFileData() || entry.compressionMethod !== 0 || entry.isEncrypted())
      throw refusal(path, `its entry "${name}" is compressed or encrypted, which Keras never does`);
    if (entry.uncompressedSize > limit)
      throw refusal(path, `its entry "${name}" has ${entry.uncompressedSize} bytes, more than ${limit}`);
    return file.openReadStreamPromise(entry);
  }
  return {
    async text(name, limit) {
      const stream = await open(name, limit);
      if (!stream) return undefined;
      const chunks: Uint8Array[] = [];
      for await (const chunk of stream) chunks.push(chunk as Uint8Array);
      return Buffer.concat(chunks).toString('utf8');
    },
    async extract(name, to) {
      const stream = await open(name);
      if (!stream) return false;
      await pipeline(stream, createWriteStream(to));
      return true;
    },
  };
}

/** A plain description of a message of the zip library. */
function zipFault(said: string): string {
  if (!said.includes('End of central directory')) return said;
  return 'it is empty, truncated, or not a zip file';
}

function refusal(path: string, reason: string): FileFormatError {
  const hint = 'give a model written by model.save("name.keras") of Keras';
  return new FileFormatError(path, `cannot read: ${reason}`, hint);
}
