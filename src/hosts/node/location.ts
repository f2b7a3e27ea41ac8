import { systemReason } from '../../base/diagnostics/system-error';
import { decodeSource, fetchSource, type LocationReader, SourceError } from '../../base/source/read-source';

/** Reads a spec from a path, a `file:` URL, or the web. */
export const readNodeLocation: LocationReader = async (location) => {
  const text = String(location);
  if (/^https?:/.test(text)) return fetchSource(text);
  const { readFile } = await import('node:fs/promises');
  const { dirname, resolve } = await import('node:path');
  const { fileURLToPath } = await import('node:url');
  const path = location instanceof URL || text.startsWith('file:') ? fileURLToPath(location) : text;
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new SourceError(`${path}: ${systemReason(error)}`, 'give the path of a spec in YAML');
  }
  const directory = dirname(resolve(path));
  const { readdirSync, statSync } = await import('node:fs');
  const listFolders = (folder: string) => {
    const place = resolve(directory, folder);
    const isFolder = (name: string) =>
      statSync(resolve(place, name), { throwIfNoEntry: false })?.isDirectory();
    try {
      return readdirSync(place, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() || (entry.isSymbolicLink() && isFolder(entry.name)))
        .map(({ name }) => name);
    } catch {
      return null;
    }
  };
  return { file: decodeSource(path, bytes), directory, listFolders };
};
