import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { nodeDataFiles } from '../../../../src/hosts/node/data-files';
import { openNpy } from '../../../../src/run/data/arrays/npy';
import { memoryBytes, openNpyFile, openNpz } from '../../../../src/run/data/arrays/npz';
import { DataError } from '../../../../src/run/data/data-error';
import { folderWith } from '../pictures';

/** Written by NumPy 2: the numbers 0, 20, … 220 as `[3, 2, 2, 1]`. */
const reference = (name: string) =>
  fileURLToPath(new URL(`../../../reference/arrays/${name}`, import.meta.url));
const bytesOf = (name: string) => readFileSync(reference(name));
const numbers = Array.from({ length: 12 }, (_, i) => i * 20);
const open = (bytes: Buffer) => openNpy('x', 'x.npy', memoryBytes(bytes));

async function faultOf(opening: Promise<unknown>): Promise<DataError> {
  const error = await opening.catch((caught: unknown) => caught);
  if (!(error instanceof DataError)) throw new Error(`expected a DataError, received ${String(error)}`);
  return error;
}

describe('openNpyFile', () => {
  it.each<[string, (n: number) => number]>([
    ['u1', (n) => n],
    ['u1-version-2', (n) => n],
    ['u1-version-3', (n) => n],
    ['f4', (n) => Math.fround(n / 10)],
    ['f8', (n) => n / 10],
    ['i4', (n) => n - 5],
    ['i8', (n) => n * 1e12],
    ['b1', (n) => (n > 100 ? 1 : 0)],
  ])('reads %s, whole and row by row', async (name, expected) => {
    const array = await openNpyFile(reference(`${name}.npy`), nodeDataFiles);
    expect(array.shape).toEqual([3, 2, 2, 1]);
    expect(Array.from(await array.rows(0, 3))).toEqual(numbers.map(expected));
    expect(Array.from(await array.rows(1, 1))).toEqual(numbers.slice(4, 8).map(expected));
  });

  it.each(
    ['u1', 'i1', 'u2', 'i2', 'u4', 'i4', 'u8', 'i8', 'f2', 'f4', 'f8'].flatMap((type) =>
      ['little-C', 'little-F', 'big-C', 'big-F'].map((form) => [type, form] as const),
    ),
  )('reads %s in the form %s', async (type, form) => {
    const [array] = await openNpz(reference('types.npz'), [`${type}-${form}`], nodeDataFiles);
    const value = { u: (n: number) => n, i: (n: number) => n / 2 - 55, f: (n: number) => n / 8 - 3 };
    const expected = numbers.map(value[type[0] as keyof typeof value]);
    expect([array?.type, array?.shape]).toEqual([type, [3, 2, 2, 1]]);
    expect(Array.from((await array?.rows(0, 3)) ?? [])).toEqual(expected);
    expect(Array.from((await array?.rows(1, 1)) ?? [])).toEqual(expected.slice(4, 8));
  });

  it.each<[number, number]>([
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x0001, 2 ** -24],
    [0x8000, -0],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7e00, Number.NaN],
  ])('reads the 16-bit float %i as %d', async (bits, expected) => {
    const header = "{'descr': '<f2', 'fortran_order': False, 'shape': (1,), }\n";
    const start = Buffer.from(
      `\x93NUMPY\x01\x00${String.fromCharCode(header.length)}\x00${header}`,
      'latin1',
    );
    const array = await open(Buffer.concat([start, Buffer.from([bits & 255, bits >> 8])]));
    expect((await array.rows(0, 1))[0]).toBe(expected);
  });

  it.each([
    [
      'structured',
      'has elements of a structured type; supported are b1, u1, i1, u2, i2, u4, i4, u8, i8, f2, f4, f8',
    ],
    ['text', 'has elements of type <U3; supported are b1, u1, i1, u2, i2, u4, i4, u8, i8, f2, f4, f8'],
    ['scalar', 'is a single number'],
  ])('rejects %s', async (name, message) => {
    const path = reference(`${name}.npy`);
    expect((await faultOf(openNpyFile(path, nodeDataFiles))).message).toBe(`the array ${path} ${message}`);
  });

  it('advises on text labels', async () => {
    expect((await faultOf(openNpyFile(reference('text.npy'), nodeDataFiles))).hint).toBe(
      'if these are class names, save their numbers: classes, y = numpy.unique(y, return_inverse=True); and list classes in the spec',
    );
  });

  it('rejects a missing file, and a folder', async () => {
    const folder = folderWith({});
    expect((await faultOf(openNpyFile(join(folder, 'no.npy'), nodeDataFiles))).message).toBe(
      `the file ${folder}/no.npy does not exist`,
    );
    expect((await faultOf(openNpyFile(folder, nodeDataFiles))).message).toBe(`${folder} is not a file`);
  });
});

describe('a header', () => {
  const sound = bytesOf('u1.npy');
  const changed = (from: string, to: string) =>
    Buffer.from(sound.toString('latin1').replace(from, to), 'latin1');

  it.each<[string, Buffer, string]>([
    ['of another file', Buffer.from('hello, world'), 'is not in the format .npy'],
    ['of an empty file', Buffer.alloc(0), 'is not in the format .npy'],
    ['that is truncated', sound.subarray(0, 40), 'ends too early'],
    ['of a later version', changed('NUMPY\x01', 'NUMPY\x04'), 'has version 4.0; supported are 1.0 to 3.0'],
    ['without a shape', changed("'shape'", "'shope'"), 'has an invalid header'],
    ['with a negative size', changed('(3, 2', '(-3,2'), 'has an invalid header'],
    [
      'with a shape larger than the data',
      changed('(3, 2, 2, 1)', '(9, 2, 2, 1)'),
      'has 12 bytes of data, but its shape (9, 2, 2, 1) requires 36',
    ],
    [
      'with a shape smaller than the data',
      changed('(3, 2, 2, 1)', '(2, 2, 2, 1)'),
      'has 12 bytes of data, but its shape (2, 2, 2, 1) requires 8',
    ],
    [
      'with a shape beyond exact integers',
      changed('(3, 2, 2, 1), }          ', '(99999999999, 9999999), }'),
      `has 12 bytes of data, but its shape (99999999999, 9999999) requires ${99999999999 * 9999999}`,
    ],
    [
      'with an invalid length',
      Buffer.concat([Buffer.from('\x93NUMPY\x02\x00', 'latin1'), Buffer.from([255, 255, 255, 127])]),
      'has an invalid header length of 2147483647 bytes',
    ],
  ])('%s is rejected', async (_, bytes, message) => {
    expect((await faultOf(open(bytes))).message).toBe(`the array x ${message}`);
  });

  it('that is damaged anywhere is either rejected or still a complete array', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(139), fc.nat(255), async (at, value) => {
        const damaged = Buffer.from(sound);
        damaged[at] = value;
        const array = await open(damaged).catch((error: unknown) => error);
        if (array instanceof DataError) return;
        const { shape, rows } = array as Awaited<ReturnType<typeof open>>;
        await rows(0, shape[0] ?? 0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('openNpz', () => {
  it.each(['stored.npz', 'compressed.npz'])('reads the arrays of %s by name', async (name) => {
    const [y, x] = await openNpz(reference(name), ['y', 'x'], nodeDataFiles);
    expect([x?.shape, y?.shape]).toEqual([[3, 2, 2, 1], [3]]);
    expect(Array.from((await x?.rows(0, 3)) ?? [])).toEqual(numbers);
    expect(Array.from((await y?.rows(0, 3)) ?? [])).toEqual([1, 0, 1]);
    expect(x?.inMemory).toBe(name === 'compressed.npz');
  });

  it('lists the available arrays', async () => {
    const path = reference('stored.npz');
    expect(await faultOf(openNpz(path, ['x_train'], nodeDataFiles))).toMatchObject({
      message: `${path} has no array x_train; it has the arrays x, y`,
      hint: 'set images: … and labels: … next to arrays to the names of the arrays',
    });
  });

  it.each(['stored.npz', 'compressed.npz'])('verifies the checksums of %s', async (name) => {
    const bytes = bytesOf(name);
    const at = bytes.indexOf('PK\x03\x04', 1) - 4;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    const path = join(folderWith({ 'a.npz': bytes }), 'a.npz');
    const { message } = await faultOf(openNpz(path, ['x'], nodeDataFiles));
    expect(message).toMatch(/\(the checksum \(CRC-32\) of its entry "x\.npy" is wrong\)|cannot be unpacked/);
  });

  it('compares the header of an array with its size before it unpacks the array', async () => {
    const zip = new ZipFile();
    const header = bytesOf('u1.npy').subarray(0, 128);
    zip.addBuffer(Buffer.concat([header, Buffer.alloc(1 << 24)]), 'x.npy');
    zip.end();
    const pieces: Buffer[] = [];
    for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
    const bytes = Buffer.concat(pieces);
    // Unpacking all of it would find this first.
    bytes.fill(0xff, bytes.indexOf('PK\x01\x02') - 100, bytes.indexOf('PK\x01\x02'));
    const path = join(folderWith({ 'a.npz': bytes }), 'a.npz');
    const { message } = await faultOf(openNpz(path, ['x'], nodeDataFiles));
    expect(message).toMatch(/has 16777216 bytes of data, but its shape \(3, 2, 2, 1\) requires 12$/);
  });

  it.each(['stored.npz', 'compressed.npz'])('handles any damage to %s', async (name) => {
    const sound = bytesOf(name);
    const path = join(folderWith({ 'a.npz': '' }), 'a.npz');
    await fc.assert(
      fc.asyncProperty(fc.nat(sound.length - 1), fc.nat(255), async (at, value) => {
        const damaged = Buffer.from(sound);
        damaged[at] = value;
        writeFileSync(path, damaged);
        const error = await openNpz(path, ['x', 'y'], nodeDataFiles).catch((caught: unknown) => caught);
        expect(Array.isArray(error) || error instanceof DataError).toBe(true);
      }),
      { numRuns: 100 },
    );
    writeFileSync(path, sound.subarray(0, sound.length / 2));
    expect((await faultOf(openNpz(path, ['x'], nodeDataFiles))).message).toMatch(
      /is damaged or not an \.npz file/,
    );
  });
});
