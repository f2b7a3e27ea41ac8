import { systemReason } from '../../base/diagnostics/system-error';
import { decodeSource, fetchSource, type LocationReader, SourceError } from '../../base/source/read-source';

/** Reads a spec at a path, a `file:` URL, or from the web. */
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
  return { file: decodeSource(path, bytes), directory: dirname(resolve(path)) };
};
