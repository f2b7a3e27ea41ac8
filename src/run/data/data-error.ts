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

/** Faults told one by one; of further ones, only how many. */
const mostTold = 20;

/** What is wrong in the rows of a file. */
export interface RowFaults {
  /** @param row where it stands, for the order of the list @param text the fault with its place */
  add(row: number, text: string): void;
  /** @throws {DataError} one that lists the faults in the order of their rows, if there are any */
  throwIfAny(subject: string, path: string, hint: string): void;
}

/** An empty list of faults. */
export function createRowFaults(): RowFaults {
  const faults: { row: number; text: string }[] = [];
  return {
    add: (row, text) => void faults.push({ row, text }),
    throwIfAny(subject, path, hint) {
      if (faults.length === 0) return;
      faults.sort((a, b) => a.row - b.row);
      const told = faults.slice(0, mostTold).map(({ text }) => `\n  ${text}`);
      if (faults.length > mostTold) told.push(`\n  and ${faults.length - mostTold} more`);
      const rows = new Set(faults.map(({ row }) => row)).size;
      const count = rows === 1 ? '1 row' : `${rows} rows`;
      throw new DataError(`${subject}: ${count} cannot be used${told.join('')}`, path, hint);
    },
  };
}
