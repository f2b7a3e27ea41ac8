import type { FileSystem } from '../codecs/file-system';

/** `GCOL`, version 1 and three reserved bytes: the start of a global heap collection. */
const signature = [0x47, 0x43, 0x4f, 0x4c, 1, 0, 0, 0] as const;

/** Size of the head of a collection, and of each object in it: both end with a size of 8 bytes. */
const headSize = 16;

/** Bytes read at once when objects are followed, and when the whole file is searched. */
const windowSizes = { objects: 2 ** 16, search: 2 ** 20 } as const;

/**
 * Returns whether every global heap of an HDF5 file (where it keeps texts) is inside the file, and its objects inside the
 * heap. The HDF5 library steps from object to object by the size of each (`H5HG__cache_heap_deserialize`), without end if a
 * damaged size is 0, or a multiple of 2³² in WebAssembly, where it keeps only 32 of 64 bits.
 */
export async function areGlobalHeapsSound(
  path: string,
  files: Pick<FileSystem, 'read'>,
  fileSize: number,
): Promise<boolean> {
  const search = createWindow(path, files, windowSizes.search);
  const objects = createWindow(path, files, windowSizes.objects);
  // Collections never overlap, so all of them have fewer objects than this; a forged file could have far more.
  const left = { steps: fileSize / headSize };
  for (let from = 0; from + headSize <= fileSize; from += windowSizes.search - headSize) {
    const bytes = await search(from, Math.min(windowSizes.search, fileSize - from));
    for (let at = bytes.indexOf(signature[0]); at >= 0; at = bytes.indexOf(signature[0], at + 1)) {
      if (at + headSize > bytes.length || !signature.every((byte, i) => bytes[at + i] === byte)) continue;
      const end = from + at + Number(viewOf(bytes).getBigUint64(at + 8, true));
      if (end > fileSize || !(await isFilled(objects, from + at + headSize, end, left))) return false;
    }
  }
  return true;
}

async function isFilled(
  objects: Window,
  start: number,
  end: number,
  left: { steps: number },
): Promise<boolean> {
  // What is too small for another object is unused.
  for (let at = start; at + headSize <= end; ) {
    const head = viewOf(await objects(at, headSize));
    const size = head.getBigUint64(8, true);
    // Object 0 is the free space, and its size includes its head.
    const step = head.getUint16(0, true) === 0 ? size : BigInt(headSize) + ((size + 7n) & ~7n);
    if (step < headSize || step > end - at || left.steps-- <= 0) return false;
    at += Number(step);
  }
  return true;
}

/** Returns bytes of a file at a position. They are valid until the next call. */
type Window = (position: number, length: number) => Promise<Uint8Array>;

function createWindow(path: string, files: Pick<FileSystem, 'read'>, size: number): Window {
  const buffer = new Uint8Array(size);
  let from = 0;
  let length = 0;
  return async (position, wanted) => {
    if (position < from || position + wanted > from + length) {
      from = position;
      length = await files.read(path, buffer, position);
    }
    return buffer.subarray(position - from, Math.min(position - from + wanted, length));
  };
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
