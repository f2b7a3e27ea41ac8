/** Options of a {@link UserError}. */
export interface UserErrorOptions extends ErrorOptions {
  /** Further lines of the message, such as a list of problems; default: none. */
  readonly details?: readonly string[];
}

/**
 * An error that the user can fix. The message names the file or option and the problem; the hint says what to do.
 * Shown without a stack trace. Any other error is a bug in the program.
 */
export class UserError extends Error {
  /** Name of the class. */
  override readonly name: string = 'UserError';

  /**
   * @param message what is wrong
   * @param hint what to do about it, in a few words; `undefined` when nothing can be done
   * @param options the error that caused this one, and lines that follow the message
   */
  constructor(
    message: string,
    /** What to do about it; `undefined` when nothing can be done. */
    readonly hint: string | undefined,
    { details = [], ...options }: UserErrorOptions = {},
  ) {
    super([message, ...details].join('\n'), options);
    this.lines = [message, ...details];
  }

  /** The lines of the message. A line break inside one is from a name, and is printed as an escape. */
  readonly lines: readonly string[];
}

/** Thrown when a file cannot be written, read or parsed. Shown to users without a stack trace. */
export class FileFormatError extends UserError {
  /** Always `FileFormatError`. */
  override readonly name = 'FileFormatError';

  /**
   * @param path path of the file
   * @param reason what is wrong, without the path: `cannot read: it is empty`
   * @param hint what the user can do, in a few words
   */
  constructor(
    /** Path of the file. */
    readonly path: string,
    /** What is wrong, without the path. */
    readonly reason: string,
    hint?: string,
    options?: ErrorOptions,
  ) {
    super(`"${path}": ${reason}`, hint, options);
  }
}
