import { open } from 'node:fs/promises';

/** Bytes that are read in pieces. */
export interface ByteSource {
  readonly size: number;
  readonly inMemory: boolean;
  /** Exactly `length` bytes from `position` on. @throws RangeError when there are fewer; what the system says */
  read(position: number, length: number): Promise<Buffer>;
}

/** `size` bytes of a file from `start` on. The file is open only while it is read. */
export function fileBytes(path: string, start: number, size: number): ByteSource {
  return {
    size,
    inMemory: false,
    async read(position, length) {
      const handle = await open(path);
      try {
        const bytes = Buffer.allocUnsafe(length);
        let filled = 0;
        while (filled < length) {
          const { bytesRead } = await handle.read(bytes, filled, length - filled, start + position + filled);
          if (bytesRead === 0) throw new RangeError('the file ends too early');
          filled += bytesRead;
        }
        return bytes;
      } finally {
        await handle.close();
      }
    },
  };
}

/** Bytes in memory. What is read shares them. */
export function memoryBytes(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    inMemory: true,
    async read(position, length) {
      if (position + length > bytes.length) throw new RangeError('the array ends too early');
      return bytes.subarray(position, position + length);
    },
  };
}
