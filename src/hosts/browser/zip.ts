import { zipSync } from 'fflate';

/** The timestamp of all entries, the earliest in zip files. A fixed one makes equal models equal files. */
const epoch = new Date(1980, 0, 1);

/** Creates an archive of uncompressed entries. */
export function zipBytes(entries: Readonly<Record<string, Uint8Array>>): Uint8Array<ArrayBuffer> {
  return zipSync({ ...entries }, { level: 0, mtime: epoch }) as Uint8Array<ArrayBuffer>;
}
