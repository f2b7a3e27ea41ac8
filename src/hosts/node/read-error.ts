import { systemReason } from '../../base/diagnostics/system-error';
import { FileFormatError } from '../../base/diagnostics/user-error';

/** What a failure of the file system while reading `path` comes to. */
export function readError(path: string, error: unknown): FileFormatError {
  return new FileFormatError(path, `cannot read: ${systemReason(error)}`, undefined, { cause: error });
}
