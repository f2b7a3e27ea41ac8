import { crc32 } from './crc';

/** Bytes that can be read in parts. */
export interface Bytes {
  readonly size: number;
  /** Reads exactly `length` bytes from `position`. Throws if there are fewer. */
  read(position: number, length: number): Promise<Uint8Array>;
}

/** A damaged or ambiguous archive. The message has no path: `its entry "a" occurs more than once`. */
export class ZipError extends Error {}

/** An entry as the central directory describes it. */
export interface ZipEntry {
  readonly name: string;
  /** `other` covers encryption and every method that is not deflate. */
  readonly method: 'stored' | 'deflated' | 'other';
  readonly packedSize: number;
  readonly size: number;
  readonly crc: number;
  /** Position of its local header, and where the next part of the archive starts. */
  readonly from: number;
  readonly to: number;
  /** The fields that its local header repeats: flags and method. */
  readonly flags: number;
  readonly methodNumber: number;
}

/** Bytes per read. */
const readPiece = 1 << 20;
const encrypted = 0x2041;
const sizesFollow = 0x8;
const missing = 0xffffffff;
const leadsOut = /^[/\\]|^[a-z]:|(^|[/\\])\.\.([/\\]|$)/i;

/**
 * Reads the directory of a zip archive, the entries by name. Rejects whatever two programs could read differently:
 * entries that overlap or have the same name, bytes after or within the directory, and archives in several parts.
 *
 * Throws {@link ZipError} and any error of `bytes`.
 */
export async function readZipDirectory(bytes: Bytes): Promise<ReadonlyMap<string, ZipEntry>> {
  const { count, from, to } = await findDirectory(bytes);
  const view = viewOf(await bytes.read(from, to - from));
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    const { entry, length } = readRecord(view, at);
    if (entries.has(entry.name)) throw new ZipError(`it contains "${entry.name}" more than once`);
    entries.set(entry.name, entry);
    at += length;
  }
  if (at !== view.byteLength) throw new ZipError('its list of entries has another length than stated');
  return withEnds(entries, from);
}

/** Finds the directory from the record at the end of the archive. */
async function findDirectory(bytes: Bytes): Promise<{ count: number; from: number; to: number }> {
  const start = Math.max(0, bytes.size - 0xffff - 22);
  const view = viewOf(await bytes.read(start, bytes.size - start));
  let at = view.byteLength - 22;
  while (
    at >= 0 &&
    !(view.getUint32(at, true) === 0x06054b50 && at + 22 + view.getUint16(at + 20, true) === view.byteLength)
  )
    at--;
  if (at < 0) throw new ZipError('it is empty, truncated, or not a zip file');
  const end = {
    disks: view.getUint32(at + 4, true),
    count: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    from: view.getUint32(at + 16, true),
  };
  const large = at >= 20 && view.getUint32(at - 20, true) === 0x07064b50;
  const found = large
    ? await largeEnd(bytes, viewOf(await bytes.read(start + at - 20, 20)))
    : { ...end, to: start + at };
  const { count, size, from, to } = found;
  if (found.disks !== 0 || view.getUint16(at + 8, true) !== end.count)
    throw new ZipError('it is one part of several');
  if (from + size !== to || count * 46 > size)
    throw new ZipError('its list of entries is not where it states');
  return { count, from, to };
}

/** The same for archives above 4 GiB or 65,535 entries (ZIP64). */
async function largeEnd(bytes: Bytes, locator: DataView) {
  const to = number64(locator, 8);
  const view = viewOf(await part(bytes, to, 56));
  if (view.getUint32(0, true) !== 0x06064b50)
    throw new ZipError('its list of entries is not where it states');
  return {
    disks: view.getUint32(16, true) + view.getUint32(20, true),
    count: number64(view, 32),
    size: number64(view, 40),
    from: number64(view, 48),
    to,
  };
}

/** Reads one record of the directory. */
function readRecord(view: DataView, at: number): { entry: ZipEntry; length: number } {
  const fits = at + 46 <= view.byteLength && view.getUint32(at, true) === 0x02014b50;
  const [nameLength, extraLength, commentLength] = fits
    ? [28, 30, 32].map((offset) => view.getUint16(at + offset, true))
    : [];
  const length = 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
  if (!fits || at + length > view.byteLength) throw new ZipError('its list of entries is damaged');
  const name = new TextDecoder().decode(slice(view, at + 46, nameLength ?? 0));
  if (leadsOut.test(name)) throw new ZipError(`the name of its entry "${name}" leads out of the archive`);
  const flags = view.getUint16(at + 8, true);
  const methodNumber = view.getUint16(at + 10, true);
  const sizes = [24, 20, 42].map((offset) => view.getUint32(at + offset, true));
  const extra = slice(view, at + 46 + (nameLength ?? 0), extraLength ?? 0);
  const [size = 0, packedSize = 0, from = 0] = withLargeSizes(sizes, extra, name);
  const known = methodNumber === 0 ? 'stored' : methodNumber === 8 ? 'deflated' : 'other';
  const method = (flags & encrypted) === 0 ? known : 'other';
  if (method === 'stored' && size !== packedSize)
    throw new ZipError(`its entry "${name}" has two different sizes`);
  const crc = view.getUint32(at + 16, true);
  return { entry: { name, method, packedSize, size, crc, from, to: 0, flags, methodNumber }, length };
}

/** Replaces sizes that do not fit in 32 bits by those in the extra field of ZIP64, which has only these, in this order. */
function withLargeSizes(sizes: readonly number[], extra: Uint8Array, name: string): readonly number[] {
  if (!sizes.includes(missing)) return sizes;
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let next = at + 4;
    const end = next + view.getUint16(at + 2, true);
    return sizes.map((size) => {
      if (size !== missing) return size;
      if (next + 8 > Math.min(end, extra.length))
        throw new ZipError(`the sizes of its entry "${name}" are missing`);
      next += 8;
      return number64(view, next - 8);
    });
  }
  throw new ZipError(`the sizes of its entry "${name}" are missing`);
}

/** Adds where each entry must end. Throws if two overlap, or one reaches into the directory. */
function withEnds(entries: ReadonlyMap<string, ZipEntry>, directory: number): ReadonlyMap<string, ZipEntry> {
  const inOrder = [...entries.values()].sort((a, b) => a.from - b.from);
  return new Map(
    inOrder.map((entry, i) => {
      const to = inOrder[i + 1]?.from ?? directory;
      if (entry.from + 30 + entry.packedSize > to)
        throw new ZipError(`its entry "${entry.name}" overlaps with what follows it`);
      return [entry.name, { ...entry, to }];
    }),
  );
}

/** Reads the local header of an entry. Returns the position of its bytes. Throws if the two headers differ. */
export async function zipEntryStart(bytes: Bytes, entry: ZipEntry): Promise<number> {
  const differ = () => new ZipError(`the two headers of its entry "${entry.name}" differ`);
  const view = viewOf(await part(bytes, entry.from, 30));
  const [nameLength, extraLength] = [view.getUint16(26, true), view.getUint16(28, true)];
  const start = entry.from + 30 + nameLength + extraLength;
  if (view.getUint32(0, true) !== 0x04034b50 || start + entry.packedSize > entry.to) throw differ();
  const rest = await part(bytes, entry.from + 30, nameLength + extraLength);
  const name = new TextDecoder().decode(rest.subarray(0, nameLength));
  const [crc, packed, size] = [14, 18, 22].map((offset) => view.getUint32(offset, true));
  const sizes = withLargeSizes([size ?? 0, packed ?? 0], rest.subarray(nameLength), name);
  const flags = view.getUint16(6, true);
  // Sizes that were not known when the local header was written follow the bytes; the directory has them, too.
  const later = (flags & sizesFollow) !== 0 && crc === 0;
  const same = later || (crc === entry.crc && sizes[0] === entry.size && sizes[1] === entry.packedSize);
  if (name !== entry.name || flags !== entry.flags || view.getUint16(8, true) !== entry.methodNumber || !same)
    throw differ();
  return start;
}

/**
 * Yields the bytes of an entry in pieces, unpacked. Never yields more than its stated size. Throws {@link ZipError} in the
 * end if there are fewer, or if their CRC-32 is wrong: nothing may be used before that.
 */
export async function* zipEntryBytes(bytes: Bytes, entry: ZipEntry): AsyncGenerator<Uint8Array, void> {
  const { name, method, size, packedSize } = entry;
  if (method === 'other')
    throw new ZipError(`its entry "${name}" is encrypted or has an unknown compression`);
  const start = await zipEntryStart(bytes, entry);
  const packed = pieces(bytes, start, packedSize);
  let total = 0;
  let crc = 0;
  for await (const piece of method === 'stored' ? packed : inflated(packed, name)) {
    total += piece.length;
    if (total > size) throw new ZipError(`its entry "${name}" is larger than the ${size} bytes it states`);
    crc = crc32(piece, crc);
    yield piece;
  }
  if (total !== size) throw new ZipError(`its entry "${name}" has ${total} bytes, but states ${size}`);
  if (crc !== entry.crc) throw new ZipError(`the checksum (CRC-32) of its entry "${name}" is wrong`);
}

async function* pieces(bytes: Bytes, from: number, size: number): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < size; at += readPiece)
    yield await bytes.read(from + at, Math.min(readPiece, size - at));
}

/** Unpacks as much as is read: a stream waits until its pieces are taken. */
async function* inflated(
  packed: AsyncGenerator<Uint8Array, void>,
  name: string,
): AsyncGenerator<Uint8Array, void> {
  const source = new ReadableStream<BufferSource>({
    async pull(controller) {
      const { done, value } = await packed.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
  });
  const reader = source.pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ZipError(`its entry "${name}" cannot be unpacked: ${reason}`);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Reads a part that the archive may not have. */
async function part(bytes: Bytes, position: number, length: number): Promise<Uint8Array> {
  if (position + length > bytes.size) throw new ZipError('its list of entries points outside of it');
  return bytes.read(position, length);
}

/** A 64-bit number. Numbers that are not exact are too large for any file. */
function number64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

function slice(view: DataView, at: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, length);
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
