import { systemReason } from '../../base/diagnostics/system-error';
import { FileFormatError } from '../../base/diagnostics/user-error';

/** Explains a file system error that occurred while reading `path`. */
export function readError(path: string, error: unknown): FileFormatError {
  return new FileFormatError(path, `cannot read: ${systemReason(error)}`, undefined, { cause: error });
}
