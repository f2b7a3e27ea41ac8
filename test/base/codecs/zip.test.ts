import { deflateRawSync, crc32 as nodeCrc } from 'node:zlib';
import { describe, expect, it, test } from 'vitest';
import { crc32 } from '../../../src/base/codecs/crc';
import { type Bytes, readZipDirectory, zipEntryBytes } from '../../../src/base/codecs/zip';

function bytesOf(buffer: Buffer): Bytes {
  return {
    size: buffer.length,
    read: async (at, length) => new Uint8Array(buffer.subarray(at, at + length)),
  };
}

interface Entry {
  readonly name: string;
  readonly contents: Buffer;
  readonly deflated?: boolean;
  /** Changes the header of the entry and its record in the directory. */
  readonly change?: (local: Buffer, record: Buffer) => void;
}

/** An archive, with the fields that a test changes. Offsets are those of the format. */
function zip(entries: readonly Entry[], changeEnd: (end: Buffer) => void = () => {}): Buffer {
  const parts: Buffer[] = [];
  const records: Buffer[] = [];
  let at = 0;
  for (const { name, contents, deflated = false, change } of entries) {
    const packed = deflated ? deflateRawSync(contents) : contents;
    const local = Buffer.alloc(30 + name.length);
    const record = Buffer.alloc(46 + name.length);
    local.writeUInt32LE(0x04034b50);
    record.writeUInt32LE(0x02014b50);
    for (const [header, shift] of [
      [local, 0],
      [record, 2],
    ] as const) {
      header.writeUInt16LE(deflated ? 8 : 0, 8 + shift);
      header.writeUInt32LE(nodeCrc(contents), 14 + shift);
      header.writeUInt32LE(packed.length, 18 + shift);
      header.writeUInt32LE(contents.length, 22 + shift);
      header.writeUInt16LE(name.length, 26 + shift);
    }
    local.write(name, 30);
    record.write(name, 46);
    record.writeUInt32LE(at, 42);
    change?.(local, record);
    parts.push(local, packed);
    records.push(record);
    at += local.length + packed.length;
  }
  const directory = Buffer.concat(records);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  changeEnd(end);
  return Buffer.concat([...parts, directory, end]);
}

async function unzip(archive: Buffer): Promise<Record<string, string>> {
  const bytes = bytesOf(archive);
  const texts: Record<string, string> = {};
  for (const [name, entry] of await readZipDirectory(bytes)) {
    const pieces: Uint8Array[] = [];
    for await (const piece of zipEntryBytes(bytes, entry)) pieces.push(piece);
    texts[name] = Buffer.concat(pieces).toString();
  }
  return texts;
}

/** Changes a field of both headers, at `offset` in the local one. */
function both(offset: number, value: number, width: 2 | 4): NonNullable<Entry['change']> {
  return (local, record) => {
    local.writeUIntLE(value, offset, width);
    record.writeUIntLE(value, offset + 2, width);
  };
}

const hello = Buffer.from('hello');
const entry: Entry = { name: 'a', contents: hello };

test('reads stored and deflated entries', async () => {
  const entries = [entry, { name: 'b', contents: Buffer.from('x'.repeat(1e6)), deflated: true }];
  expect(await unzip(zip(entries))).toEqual({ a: 'hello', b: 'x'.repeat(1e6) });
  expect(await unzip(zip([]))).toEqual({});
});

test('the checksum is that of zlib, in one part or in two', () => {
  const bytes = Buffer.from(Array.from({ length: 1000 }, (_, i) => (i * 7919) >> 3));
  for (const size of [0, 1, 7, 8, 9, 1000]) {
    const part = bytes.subarray(0, size);
    expect(crc32(part)).toBe(nodeCrc(part));
    expect(crc32(part.subarray(3), crc32(part.subarray(0, 3)))).toBe(nodeCrc(part));
  }
});

describe('rejects an archive', () => {
  const local = (change: (header: Buffer) => void): Entry => ({ ...entry, change });
  const bomb: Entry = { name: 'a', contents: Buffer.alloc(1 << 24), deflated: true };
  it.each<[string, Buffer, string]>([
    ['of another kind', Buffer.from('hello'.repeat(9)), 'it is empty, truncated, or not a zip file'],
    ['that is empty', Buffer.alloc(0), 'it is empty, truncated, or not a zip file'],
    [
      'with bytes after it',
      Buffer.concat([zip([entry]), hello]),
      'it is empty, truncated, or not a zip file',
    ],
    [
      'with bytes before it',
      Buffer.concat([hello, zip([entry])]),
      'its list of entries is not where it states',
    ],
    ['in parts', zip([entry], (end) => end.writeUInt16LE(1, 4)), 'it is one part of several'],
    [
      'with fewer entries',
      zip([entry], (end) => end.fill(9, 8, 9).fill(9, 10, 11)),
      'its list of entries is not where it states',
    ],
    ['with an entry twice', zip([entry, entry]), 'it contains "a" more than once'],
    [
      'with a name that leads out',
      zip([{ ...entry, name: '../a' }]),
      'the name of its entry "../a" leads out of the archive',
    ],
    [
      'with another name in the local header',
      zip([local((header) => header.write('b', 30))]),
      'the two headers of its entry "a" differ',
    ],
    [
      'with another size in the local header',
      zip([local((header) => header.writeUInt32LE(4, 22))]),
      'the two headers of its entry "a" differ',
    ],
    [
      'with another method in the local header',
      zip([local((header) => header.writeUInt16LE(8, 8))]),
      'the two headers of its entry "a" differ',
    ],
    [
      'with a wrong checksum',
      zip([{ ...entry, change: both(14, 1, 4) }]),
      'the checksum (CRC-32) of its entry "a" is wrong',
    ],
    ['with two sizes', zip([{ ...entry, change: both(22, 4, 4) }]), 'its entry "a" has two different sizes'],
    [
      'with overlapping entries',
      zip([entry, { name: 'b', contents: hello, change: (_, record) => void record.writeUInt32LE(10, 42) }]),
      'its entry "a" overlaps with what follows it',
    ],
    [
      'with an entry that unpacks to more than it states',
      zip([{ ...bomb, change: both(22, 10, 4) }]),
      'its entry "a" is larger than the 10 bytes it states',
    ],
    [
      'with an entry that is encrypted',
      zip([{ ...entry, change: both(6, 1, 2) }]),
      'its entry "a" is encrypted or has an unknown compression',
    ],
    [
      'with invalid compression',
      zip([{ ...entry, change: both(8, 8, 2) }]),
      'its entry "a" cannot be unpacked: invalid stored block lengths',
    ],
  ])('%s', async (_, archive, message) => {
    await expect(unzip(archive)).rejects.toThrow(message);
  });
});

test('an entry that unpacks to more than it states is unpacked no further', async () => {
  const contents = Buffer.alloc(1 << 26);
  const archive = zip([{ name: 'a', contents, deflated: true, change: both(22, 9, 4) }]);
  const bytes = bytesOf(archive);
  let unpacked = 0;
  const [found] = (await readZipDirectory(bytes)).values();
  if (!found) throw new Error('expected an entry');
  await expect(async () => {
    for await (const piece of zipEntryBytes(bytes, found)) unpacked += piece.length;
  }).rejects.toThrow('is larger than the 9 bytes it states');
  expect(unpacked).toBe(0);
});
