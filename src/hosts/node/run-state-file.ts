import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { isNotFound } from '../../base/diagnostics/system-error';
import { FileFormatError } from '../../base/diagnostics/user-error';
import type { StateFileContent } from '../../run/training/run-state';
import { replaceFile } from './atomic-write';

/**
 * The first bytes of every file. Then come the header's length in bytes (uint32, little-endian), the header (JSON with
 * the names and lengths of the tensors), the tensors (float32, little-endian, one after the other) and the SHA-256 of
 * all that.
 */
const magic = Buffer.from('convspec state 1\n');
const checksumBytes = 32;
/** Bytes that are read at once; what is written at once may be up to twice as much. */
const pieceBytes = 1 << 24;

/** Replaces a state file atomically. Throws {@link FileFormatError}. */
export async function writeStateFile(path: string, { header, tensors }: StateFileContent): Promise<void> {
  const index = tensors.map(([name, { length }]) => [name, length]);
  const text = Buffer.from(JSON.stringify({ header, tensors: index }));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(text.length);
  await replaceFile(path, async (temporary) => {
    const file = await open(temporary, 'r+');
    const hash = createHash('sha256');
    try {
      const head = Buffer.concat([magic, size, text]);
      for (const piece of pieces([head, ...tensors.map(([, values]) => bytesOf(values))])) {
        hash.update(piece);
        await file.writeFile(piece);
      }
      await file.writeFile(hash.digest());
    } finally {
      await file.close();
    }
  });
}

/** The same bytes in parts of a size that is good to write: small ones joined, large ones cut. */
function* pieces(buffers: readonly Buffer[]): Generator<Buffer> {
  let joined: Buffer[] = [];
  let length = 0;
  for (const buffer of buffers) {
    for (let at = 0; at < buffer.length; at += pieceBytes) {
      const part = buffer.subarray(at, at + pieceBytes);
      joined.push(part);
      length += part.length;
      if (length < pieceBytes) continue;
      yield Buffer.concat(joined);
      joined = [];
      length = 0;
    }
  }
  if (length > 0) yield Buffer.concat(joined);
}

/**
 * Reads a state file and proves that it is whole.
 *
 * @returns `null` when there is no such file
 * @throws FileFormatError when it cannot be read, is damaged, or is not a state file
 */
export async function readStateFile(path: string): Promise<StateFileContent | null> {
  return reading(path, async (reader) => {
    const index = await readIndex(path, reader);
    const tensors: [string, Float32Array][] = [];
    for (const [name, length] of index.tensors) {
      if (length * 4 > reader.left) throw damaged(path, 'it is cut off');
      const values = new Float32Array(length);
      await reader.fill(bytesOf(values));
      tensors.push([name, values]);
    }
    if (reader.left !== 0) throw damaged(path, 'it is longer than it says');
    if (!(await reader.checksumHolds())) throw damaged(path, 'its checksum is wrong');
    return { header: index.header, tensors };
  });
}

/** The header alone, unproven: to choose among files without reading them. Otherwise as {@link readStateFile}. */
export async function readStateHeader(path: string): Promise<unknown> {
  return reading(path, async (reader) => (await readIndex(path, reader)).header);
}

interface Reader {
  /** Bytes up to the checksum. */
  readonly left: number;
  /** Fills `bytes` with what comes next. */
  fill(bytes: Buffer): Promise<Buffer>;
  /** Whether the checksum that follows is that of all that has been read. */
  checksumHolds(): Promise<boolean>;
}

async function reading<T>(path: string, read: (reader: Reader) => Promise<T>): Promise<T | null> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (isNotFound(error)) return null;
    throw unreadable(path, error);
  }
  try {
    return await read(createReader(path, file, (await file.stat()).size - checksumBytes));
  } catch (error) {
    throw error instanceof FileFormatError ? error : unreadable(path, error);
  } finally {
    await file.close();
  }
}

function createReader(path: string, file: FileHandle, length: number): Reader {
  const hash = createHash('sha256');
  let left = length;
  return {
    get left() {
      return left;
    },
    async fill(bytes) {
      left -= bytes.length;
      if (left < 0) throw damaged(path, 'it is cut off');
      await fill(path, file, bytes);
      hash.update(bytes);
      return bytes;
    },
    async checksumHolds() {
      const checksum = Buffer.alloc(checksumBytes);
      await fill(path, file, checksum);
      return checksum.equals(hash.digest());
    },
  };
}

interface Index {
  readonly header: unknown;
  readonly tensors: readonly (readonly [name: string, length: number])[];
}

async function readIndex(path: string, reader: Reader): Promise<Index> {
  if (reader.left < magic.length + 4 || !(await reader.fill(Buffer.alloc(magic.length))).equals(magic)) {
    throw damaged(path, 'it is no state of a run, or of another version of convspec');
  }
  const size = (await reader.fill(Buffer.alloc(4))).readUInt32LE();
  if (size > reader.left) throw damaged(path, 'it is cut off');
  return parseIndex(path, (await reader.fill(Buffer.alloc(size))).toString());
}

/** Reads as many bytes as the buffer has, in pieces. */
async function fill(path: string, file: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, at, Math.min(pieceBytes, bytes.length - at));
    if (bytesRead === 0) throw damaged(path, 'it is cut off');
    at += bytesRead;
  }
}

function parseIndex(path: string, text: string): Index {
  try {
    const { header, tensors } = JSON.parse(text);
    const sound = ([name, length]: readonly unknown[]) =>
      typeof name === 'string' && typeof length === 'number' && Number.isSafeInteger(length) && length >= 0;
    if (Array.isArray(tensors) && tensors.every((entry) => Array.isArray(entry) && sound(entry))) {
      return { header, tensors };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw damaged(path, 'its header makes no sense');
}

/** The same memory as bytes; every platform that tfjs runs on is little-endian. */
function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function damaged(path: string, why: string): FileFormatError {
  return new FileFormatError(path, `cannot be resumed from: ${why}`);
}

function unreadable(path: string, cause: unknown): FileFormatError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new FileFormatError(path, `cannot read: ${reason}`, 'make it readable', { cause });
}
