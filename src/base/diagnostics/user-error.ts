/**
 * Something that a user can mend: what is wrong, with the file or option it is about, and what to do. Shown without a
 * stack trace. Every other error is a defect of the program.
 */
export class UserError extends Error {
  /** Name of the class. */
  override readonly name: string = 'UserError';

  /**
   * @param message what is wrong
   * @param hint what to do about it, in a few words; `undefined` when nothing can be done
   * @param options the error that caused this one
   */
  constructor(
    message: string,
    readonly hint: string | undefined,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

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
