/** Returns the code of a system error, such as `ENOENT`; `undefined` for any other error. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether the error reports a missing file or folder. */
export function isNotFound(error: unknown): boolean {
  return systemCode(error) === 'ENOENT';
}

const reasons: ReadonlyMap<string | undefined, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'no space left on the device'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EFBIG', 'the file would be larger than allowed'],
  ['ENOENT', 'no such file or folder'],
  ['ENOTDIR', 'part of the path is a file, not a folder'],
  ['EEXIST', 'it is a file, not a folder'],
  ['EISDIR', 'it is a folder, not a file'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['ENOTREGULAR', 'it is not a regular file'],
]);

/** Describes a system error for use after a colon: `permission denied`. Returns the message of other errors. */
export function systemReason(error: unknown): string {
  return reasons.get(systemCode(error)) ?? (error instanceof Error ? error.message : String(error));
}

const predicates: ReadonlyMap<string | undefined, string> = new Map([
  ['ENOENT', 'does not exist'],
  ['ENOTDIR', 'is not a folder'],
  ['EISDIR', 'is a folder'],
  ['ENOTREGULAR', 'is not a regular file'],
]);

/** Describes why a file or folder could not be read, for use after its name: `does not exist`. */
export function unreadable(error: unknown): string {
  return predicates.get(systemCode(error)) ?? `cannot be read (${systemReason(error)})`;
}
