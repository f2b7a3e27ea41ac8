import { UserError } from '../diagnostics/user-error';

/** A file that could not be written, or read and understood. Shown to people as it is: no stack trace needed. */
export class FileFormatError extends UserError {
  override readonly name = 'FileFormatError';

  /**
   * @param path the file in question
   * @param reason what is wrong with it, without the path: `cannot read: it is empty`
   * @param hint what to do about it, in a few words, if anything can be done
   */
  constructor(
    readonly path: string,
    readonly reason: string,
    hint?: string,
    options?: ErrorOptions,
  ) {
    super(`"${path}": ${reason}`, hint, options);
  }
}
