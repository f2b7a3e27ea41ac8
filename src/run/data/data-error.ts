import { UserError } from '../../base/diagnostics/user-error';
import { counted } from '../../base/text/words';

/** A problem with images, labels or their files that the user can fix. */
export class DataError extends UserError {
  override readonly name = 'DataError';

  /**
   * @param message what is wrong, including the relevant names
   * @param path the folder or file with the problem; empty if the image was given as bytes
   * @param hint what to do about it
   * @param details further lines of the message
   */
  constructor(
    message: string,
    readonly path: string,
    hint: string,
    details: readonly string[] = [],
  ) {
    super(message, hint, { details });
  }
}

/** Number of problems listed; further ones are only counted. */
const mostListed = 20;

/** Collects problems in the rows of a file. */
export interface RowFaults {
  /** @param row its position, for sorting @param text the problem, including its position */
  add(row: number, text: string): void;
  /** @throws {DataError} with the problems in the order of their rows, if there are any */
  throwIfAny(subject: string, path: string, hint: string): void;
}

/** Creates an empty list of problems. @param noun what a row is called */
export function createRowFaults(noun = 'row'): RowFaults {
  const faults: { row: number; text: string }[] = [];
  return {
    add: (row, text) => void faults.push({ row, text }),
    throwIfAny(subject, path, hint) {
      if (faults.length === 0) return;
      faults.sort((a, b) => a.row - b.row);
      const listed = faults.slice(0, mostListed).map(({ text }) => `  ${text}`);
      if (faults.length > mostListed) listed.push(`  and ${faults.length - mostListed} more`);
      const rows = new Set(faults.map(({ row }) => row)).size;
      const count = counted(rows, noun);
      throw new DataError(`${subject}: ${count} cannot be used`, path, hint, listed);
    },
  };
}
