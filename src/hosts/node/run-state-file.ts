import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { z } from 'zod';
import { isNotFound } from '../../base/diagnostics/system-error';
import { FileFormatError } from '../../base/diagnostics/user-error';
import type { StateFileContent } from '../../run/training/run-state';
import { replaceFile } from './atomic-write';
import { openOwn, ownFlags } from './own-files';

/**
 * The first bytes of every file. They are followed by the length of the header in bytes (uint32, little-endian), the header
 * (JSON with the names and lengths of the tensors), the tensors (float32, little-endian, one after another) and the SHA-256
 * of everything before it.
 */
const magic = Buffer.from('convspec state 1\n');
const checksumBytes = 32;
/** Bytes per read; a write may have up to twice as many. */
const pieceBytes = 1 << 24;

/** Replaces a state file atomically. @throws FileFormatError */
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

/** The same bytes in parts of a suitable size for writing: small parts are joined, large ones split. */
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
 * Reads a state file and verifies its checksum.
 *
 * @returns `null` if the file does not exist
 * @throws FileFormatError if it cannot be read, is damaged, or is not a state file
 */
export async function readStateFile(path: string): Promise<StateFileContent | null> {
  return reading(path, async (reader) => {
    const index = await readIndex(path, reader);
    const tensors: [string, Float32Array][] = [];
    for (const [name, length] of index.tensors) {
      if (length * 4 > reader.left) throw damaged(path, 'it is truncated');
      const values = new Float32Array(length);
      await reader.fill(bytesOf(values));
      tensors.push([name, values]);
    }
    if (reader.left !== 0) throw damaged(path, 'it is longer than its header states');
    if (!(await reader.checksumHolds())) throw damaged(path, 'its checksum is wrong');
    return { header: index.header, tensors };
  });
}

/** Reads only the header, without verifying the checksum, to choose between files. Otherwise like {@link readStateFile}. */
export async function readStateHeader(path: string): Promise<Pick<StateFileContent, 'header'> | null> {
  return reading(path, async (reader) => ({ header: (await readIndex(path, reader)).header }));
}

interface Reader {
  /** Bytes left before the checksum. */
  readonly left: number;
  /** Fills `bytes` with the next bytes. */
  fill(bytes: Buffer): Promise<Buffer>;
  /** Whether the checksum that follows matches everything read. */
  checksumHolds(): Promise<boolean>;
}

async function reading<T>(path: string, read: (reader: Reader) => Promise<T>): Promise<T | null> {
  let file: FileHandle;
  try {
    file = await openOwn(path, ownFlags.read);
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
      if (left < 0) throw damaged(path, 'it is truncated');
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

const indexSchema = z.object({
  header: z.unknown(),
  tensors: z.array(z.tuple([z.string(), z.int().min(0)])),
});
type Index = Readonly<z.output<typeof indexSchema>>;

/** The header has about a kilobyte per epoch. */
const largestHeader = 1 << 28;

async function readIndex(path: string, reader: Reader): Promise<Index> {
  if (reader.left < magic.length + 4 || !(await reader.fill(Buffer.alloc(magic.length))).equals(magic)) {
    throw damaged(path, 'it is not a state file, or from another version of convspec');
  }
  const size = (await reader.fill(Buffer.alloc(4))).readUInt32LE();
  if (size > reader.left) throw damaged(path, 'it is truncated');
  if (size > largestHeader) throw damaged(path, `its header has ${size} bytes`);
  return parseIndex(path, (await reader.fill(Buffer.alloc(size))).toString());
}

/** Fills the buffer, in parts. */
async function fill(path: string, file: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, at, Math.min(pieceBytes, bytes.length - at));
    if (bytesRead === 0) throw damaged(path, 'it is truncated');
    at += bytesRead;
  }
}

function parseIndex(path: string, text: string): Index {
  try {
    const parsed = indexSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw damaged(path, 'its header is invalid');
}

/** The same memory as bytes; every platform that tfjs runs on is little-endian. */
function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

export function damaged(path: string, why: string): FileFormatError {
  return new FileFormatError(path, `cannot be resumed from: ${why}`);
}

function unreadable(path: string, cause: unknown): FileFormatError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new FileFormatError(path, `cannot read: ${reason}`, 'make it readable', { cause });
}
