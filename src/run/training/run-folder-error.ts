import { UserError } from '../../base/diagnostics/user-error';

/** A run folder that cannot be used, or no longer. */
export class RunFolderError extends UserError {
  override readonly name = 'RunFolderError';
}

const reasons: ReadonlyMap<unknown, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'no space left on the device'],
  ['EDQUOT', 'the disk quota is used up'],
  ['ENOENT', 'it does not exist'],
  ['ENOTDIR', 'a part of the path is a file, not a folder'],
  ['EEXIST', 'it is a file, not a folder'],
  ['EISDIR', 'it is a folder, not a file'],
  ['ENAMETOOLONG', 'the name is too long'],
]);

/** What a system error says, in plain words. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return ('code' in error ? reasons.get(error.code) : undefined) ?? error.message;
}
