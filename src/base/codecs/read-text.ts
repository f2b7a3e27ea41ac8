import { FileFormatError } from './file-format-error';
import type { FileSystem } from './file-system';

/** More than any configuration takes: that of a network of 100,000 layers. */
export const longestText = 256 * 2 ** 20;

/** The text of a file of at most {@link longestText} bytes. Throws {@link FileFormatError}, a longer one with `hint`. */
export async function readText(path: string, files: FileSystem, hint: string): Promise<string> {
  const size = await files.size(path);
  if (size > longestText)
    throw new FileFormatError(path, `cannot read: it has ${size} bytes, more than ${longestText}`, hint);
  const bytes = new Uint8Array(size);
  const read = await files.read(path, bytes, 0);
  return new TextDecoder().decode(bytes.subarray(0, read));
}
