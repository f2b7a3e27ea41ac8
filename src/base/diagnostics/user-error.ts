/**
 * Something that a user can mend: what is wrong, with the file or option it is about, and what to do. Shown without a
 * stack trace. Every other error is a defect of the program.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';

  constructor(
    message: string,
    readonly hint: string | undefined,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
