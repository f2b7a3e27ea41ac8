import { UserError } from '../../base/diagnostics/user-error';

/** A fault of the images or their folders, in words for the one who can mend it. */
export class DataError extends UserError {
  override readonly name = 'DataError';

  /**
   * @param message what is wrong, with the names concerned
   * @param path the folder or file at fault; empty when the image came as bytes
   * @param hint what to do about it
   */
  constructor(
    message: string,
    readonly path: string,
    hint: string,
  ) {
    super(message, hint);
  }
}
