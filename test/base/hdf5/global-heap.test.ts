import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areGlobalHeapsSound } from '../../../src/base/hdf5/global-heap';

/** The file as a port that reads it. */
const filesOf = (bytes: Uint8Array) => ({
  read: async (_: string, into: Uint8Array, position: number) => {
    const piece = bytes.subarray(position, position + into.length);
    into.set(piece);
    return piece.length;
  },
});

const areSound = (bytes: Uint8Array) => areGlobalHeapsSound('a.h5', filesOf(bytes), bytes.length);

/** A collection of `size` bytes with objects of the given index and size of contents, at a place in a file. */
function fileWith(
  objects: readonly (readonly [index: number, size: bigint])[],
  { size = 4096n, before = 0, after = 0 } = {},
): Buffer {
  const heap = Buffer.alloc(Number(size));
  heap.write('GCOL\u0001');
  heap.writeBigUInt64LE(size, 8);
  let at = 16;
  for (const [index, bytes] of objects) {
    heap.writeUInt16LE(index, at);
    heap.writeBigUInt64LE(bytes, at + 8);
    at += 16 + Number((bytes + 7n) & ~7n);
    if (at > heap.length) break;
  }
  return Buffer.concat([Buffer.alloc(before), heap, Buffer.alloc(after)]);
}

describe('areGlobalHeapsSound', () => {
  it.each<[string, Buffer, boolean]>([
    ['no heap', Buffer.alloc(100), true],
    [
      'objects, then free space',
      fileWith([
        [1, 6n],
        [2, 100n],
        [0, 3932n],
      ]),
      true,
    ],
    ['a heap without free space', fileWith([[1, 4064n]]), true],
    [
      'free space of no size',
      fileWith([
        [1, 6n],
        [0, 0n],
      ]),
      false,
    ],
    ['a size that wraps around to 0', fileWith([[1, 2n ** 64n - 16n]]), false],
    ['at the end of the second window', fileWith([[0, 0n]], { before: 2 ** 20 - 20 }), false],
    ['over the edge of a window', fileWith([[0, 0n]], { before: 2 ** 20 - 3, after: 50 }), false],
    ['a heap that exceeds the file', fileWith([[0, 4080n]]).subarray(0, 4000), false],
    [
      'free space of a multiple of 2³²',
      fileWith([
        [1, 6n],
        [0, 2n ** 40n],
      ]),
      false,
    ],
    [
      'free space that exceeds the heap',
      fileWith([
        [1, 6n],
        [0, 4072n],
      ]),
      false,
    ],
  ])('%s: %#', async (_, bytes, expected) => {
    expect(await areSound(bytes)).toBe(expected);
  });

  it('takes time in proportion to the size of a forged file', async () => {
    // A heap at every 16 bytes: each has all that follow it.
    const bytes = Buffer.alloc(2 ** 20);
    for (let at = 0; at < bytes.length; at += 16) {
      bytes.write('GCOL\u0001', at);
      bytes.writeBigUInt64LE(BigInt(bytes.length - at), at + 8);
    }
    let read = 0;
    const port = filesOf(bytes);
    const counting: typeof port = {
      read: (path, into, position) => {
        read += into.length;
        return port.read(path, into, position);
      },
    };
    await areGlobalHeapsSound('a.h5', counting, bytes.length);
    expect(read).toBeLessThan(4 * bytes.length);
  });

  it('ends for any bytes after the head of a heap', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const head = fileWith([], { size: BigInt(16 + bytes.length) }).subarray(0, 16);
        expect(typeof (await areSound(Buffer.concat([head, bytes])))).toBe('boolean');
      }),
    );
  });
});
