import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { FileSystem, ZipSource } from '../../base/codecs/file-system';

/** The timestamp of all entries, the earliest in zip files. A fixed one makes equal models equal files. */
const epoch = new Date(1980, 0, 1);

/** {@link FileSystem.writeZip} on the real file system. */
export async function writeStoredZip(
  path: string,
  entries: Readonly<Record<string, ZipSource>>,
): Promise<void> {
  const zip = new ZipFile();
  const options = { compress: false, mtime: epoch, forceDosTimestamp: true };
  const failed = new Promise<never>((_, reject) => zip.on('error', reject));
  for (const [name, source] of Object.entries(entries)) {
    if ('text' in source) zip.addBuffer(Buffer.from(source.text), name, options);
    else zip.addFile(source.file, name, { ...options, mode: 0o100644 });
  }
  zip.end();
  await Promise.race([failed, pipeline(zip.outputStream, createWriteStream(path))]);
}
