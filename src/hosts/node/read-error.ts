import { FileFormatError } from '../../base/diagnostics/user-error';

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'permission denied'],
]);

/** What a failure of the file system while reading `path` comes to. */
export function readError(path: string, error: unknown): FileFormatError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return new FileFormatError(path, `cannot read: ${reasons.get(code) ?? code}`, undefined, { cause: error });
}
