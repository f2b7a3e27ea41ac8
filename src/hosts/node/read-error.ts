import { FileFormatError } from '../../base/diagnostics/user-error';

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'file not found'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'permission denied'],
]);

/** Explains a file system error that occurred while reading `path`. */
export function readError(path: string, error: unknown): FileFormatError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return new FileFormatError(path, `cannot read: ${reasons.get(code) ?? code}`, undefined, { cause: error });
}
