import { DataError } from './data-error';
import type { Pixels } from './pixels';

/** At most so many pictures are held encoded or half decoded at a time: it bounds memory whatever the batch size. */
const mostAtOnce = 16;

/** Reads pictures by their number. */
export interface ImageReader {
  /** The pixels of picture `index`, or why they cannot be had. */
  read(index: number): Promise<Pixels | DataError>;
}

/**
 * A reader that has a bounded number of pictures read at a time, and keeps those read if `keepsAll`. What could not be
 * read it does not try again.
 */
export function createImageReader(
  readPixels: (index: number) => Promise<Pixels>,
  keepsAll: boolean,
): ImageReader {
  const known = new Map<number, Pixels | DataError>();
  const waiting: (() => void)[] = [];
  let running = 0;

  async function readInTurn(index: number): Promise<Pixels | DataError> {
    if (running === mostAtOnce) await new Promise<void>((resume) => waiting.push(resume));
    else running++;
    try {
      return await readPixels(index);
    } catch (error) {
      if (error instanceof DataError) return error;
      throw error;
    } finally {
      // A waiting picture takes this one's place, so that the count stands.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  }

  return {
    async read(index) {
      const kept = known.get(index);
      if (kept) return kept;
      const result = await readInTurn(index);
      if (keepsAll || result instanceof DataError) known.set(index, result);
      return result;
    },
  };
}
