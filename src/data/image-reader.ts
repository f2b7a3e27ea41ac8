import type { InputSpec } from '../spec/input';
import { DataError } from './data-error';
import { decodePixels } from './decode-image';
import type { LabelledImage } from './image-folder';

/** At most so many pictures are held encoded or half decoded at a time: it bounds memory whatever the batch size. */
const mostAtOnce = 16;

/** Reads pictures by their number. */
export interface ImageReader {
  /** The 8-bit pixels of picture `index`, or why it cannot be decoded. */
  read(index: number): Promise<Uint8Array | DataError>;
}

/**
 * A reader of `images` that decodes a bounded number at a time and keeps what it decoded when all of them together fit
 * into `cacheBytes`. What it could not decode it does not try again.
 */
export function createImageReader(
  images: readonly LabelledImage[],
  input: InputSpec,
  cacheBytes: number,
): ImageReader {
  const keepsAll = images.length * input.shape[0] * input.shape[1] * input.shape[2] <= cacheBytes;
  const known = new Map<number, Uint8Array | DataError>();
  const waiting: (() => void)[] = [];
  let running = 0;

  async function decode(index: number): Promise<Uint8Array | DataError> {
    if (running === mostAtOnce) await new Promise<void>((resume) => waiting.push(resume));
    else running++;
    try {
      return await decodePixels(images[index]?.path ?? '', input);
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
      const result = await decode(index);
      if (keepsAll || result instanceof DataError) known.set(index, result);
      return result;
    },
  };
}
