import { DataError } from '../data-error';
import type { ByteSource } from '../data-host';

type Reader = (view: DataView, at: number, little: boolean) => number;

/** How to read each supported element type, by NumPy's name without the byte order. */
const readers = {
  b1: (view, at) => view.getUint8(at),
  u1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  f2: (view, at, little) => halfFloat(view.getUint16(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
} as const satisfies Record<string, Reader>;
type ElementType = keyof typeof readers;

/** An array in Fortran order is rearranged in memory, up to this many bytes. */
const largestRearranged = 2 * 2 ** 30;

/** The bytes that every such file starts with. */
const magic = Uint8Array.of(0x93, ...new TextEncoder().encode('NUMPY'));

/** An array of numbers never has a longer header. */
const longestHeader = 65_536;

/** An array in NumPy's format `.npy`, whose rows (along the first axis) are read on demand. */
export interface NpyArray {
  readonly name: string;
  /** NumPy's name without the byte order: `u1`, `f4`. */
  readonly type: ElementType;
  /** At least one axis. */
  readonly shape: readonly number[];
  readonly inMemory: boolean;
  /** `count` rows from `first` on: bytes as they are, other numbers as float64. */
  rows(first: number, count: number): Promise<Uint8Array | Float64Array>;
}

/**
 * Opens an array of numbers or booleans in the format `.npy`, versions 1 to 3, in either byte order. An array in Fortran order
 * is read into memory.
 *
 * @param name used in messages: a path, or a path and the name of the array in it
 * @throws {DataError} if it is not such an array, or its length does not match its header
 */
export async function openNpy(name: string, path: string, bytes: ByteSource): Promise<NpyArray> {
  const refuse = (reason: string, hint = 'write it again with numpy.save or numpy.savez'): never => {
    throw new DataError(`the array ${name} ${reason}`, path, hint);
  };
  const read = (position: number, length: number) =>
    position + length > bytes.size ? refuse('ends too early') : bytes.read(position, length);

  const start = await read(0, Math.min(bytes.size, 12));
  const [major, minor] = [start[6] ?? 0, start[7] ?? 0];
  if (start.length < 10 || !magic.every((byte, i) => start[i] === byte)) refuse('is not in the format .npy');
  if (major < 1 || major > 3 || minor !== 0)
    refuse(`has version ${major}.${minor}; supported are 1.0 to 3.0`);
  const headerStart = major === 1 ? 10 : 12;
  if (start.length < headerStart) refuse('ends too early');
  const lengthField = viewOf(start);
  const headerLength = major === 1 ? lengthField.getUint16(8, true) : lengthField.getUint32(8, true);
  if (headerLength > longestHeader) refuse(`has an invalid header length of ${headerLength} bytes`);
  const decoder = new TextDecoder(major === 3 ? 'utf-8' : 'latin1');
  const header = decoder.decode(await read(headerStart, headerLength));

  const written = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(header)?.[1];
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(header)?.[1];
  const sizes = /['"]shape['"]\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  if (order === undefined || sizes === undefined) refuse('has an invalid header');
  const [, mark, type] = /^([<>|=])(\w+)$/.exec(written ?? '') ?? [];
  if (!isElementType(type)) {
    return refuse(
      `has elements of ${written === undefined ? 'a structured type' : `type ${written}`}; supported are ${Object.keys(readers).join(', ')}`,
      adviceFor(written),
    );
  }
  const shape = (sizes ?? '')
    .split(',')
    .filter((size) => size.trim() !== '')
    .map(Number);
  if (shape.length === 0) refuse('is a single number');
  const dataStart = headerStart + headerLength;
  const wanted = shape.reduce((product, size) => product * size, widthOf(type));
  if (dataStart + wanted !== bytes.size)
    refuse(
      `has ${bytes.size - dataStart} bytes of data, but its shape (${shape.join(', ')}) requires ${wanted}`,
      'the file is damaged or incomplete: write it again',
    );
  const format = { type, little: mark !== '>' };
  if (order === 'True' && shape.length > 1) {
    if (wanted > largestRearranged)
      refuse(
        `is in Fortran order, and takes ${(wanted / 2 ** 30).toFixed(1)} GiB`,
        'write it with numpy.ascontiguousarray(array), so that it is read from the file in parts',
      );
    const data = rearranged(await bytes.read(dataStart, wanted), shape, widthOf(type));
    return { name, type, shape, inMemory: true, rows: rowsIn(data.length / (shape[0] || 1), format, data) };
  }
  const rowBytes = wanted / (shape[0] || 1);
  return {
    name,
    type,
    shape,
    inMemory: bytes.inMemory,
    rows: async (first, count) =>
      numbers(format, await bytes.read(dataStart + first * rowBytes, count * rowBytes)),
  };
}

function isElementType(type: string | undefined): type is ElementType {
  return type !== undefined && Object.hasOwn(readers, type);
}

function widthOf(type: ElementType): number {
  return Number(type.slice(1));
}

/** What to do about an array of another type, without losing anything in it. */
function adviceFor(written: string | undefined): string {
  if (/^[<>|=][US]\d/.test(written ?? ''))
    return 'if these are class names, save their numbers: classes, y = numpy.unique(y, return_inverse=True); and list classes in the spec';
  if (/^[<>|=][fi]\d/.test(written ?? '')) return "save it with numpy.save(path, array.astype('float64'))";
  return 'save an array of numbers with numpy.save or numpy.savez';
}

interface Format {
  readonly type: ElementType;
  /** Whether the first byte of a number is the lowest. */
  readonly little: boolean;
}

function rowsIn(rowBytes: number, format: Format, data: Uint8Array): NpyArray['rows'] {
  return async (first, count) => numbers(format, data.subarray(first * rowBytes, (first + count) * rowBytes));
}

/** The numbers in `bytes`. */
function numbers({ type, little }: Format, bytes: Uint8Array): Uint8Array | Float64Array {
  if (type === 'u1' || type === 'b1') return bytes;
  const read: Reader = readers[type];
  const width = widthOf(type);
  const view = viewOf(bytes);
  const values = new Float64Array(bytes.length / width);
  for (let i = 0; i < values.length; i++) values[i] = read(view, i * width, little);
  return values;
}

/** Rearranges elements of `width` bytes from Fortran order, in which the first axis varies fastest, to C order. */
function rearranged(bytes: Uint8Array, shape: readonly number[], width: number): Uint8Array {
  const strides: number[] = [];
  let stride = width;
  for (const size of shape) {
    strides.push(stride);
    stride *= size;
  }
  const ordered = new Uint8Array(bytes.length);
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < ordered.length; to += width) {
    for (let byte = 0; byte < width; byte++) ordered[to + byte] = bytes[from + byte] ?? 0;
    // Advances the index like an odometer, and `from` with it.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      from += strides[axis] ?? 0;
      if (next < (shape[axis] ?? 0)) {
        index[axis] = next;
        break;
      }
      from -= next * (strides[axis] ?? 0);
      index[axis] = 0;
    }
  }
  return ordered;
}

/** The value of a 16-bit float (IEEE 754 binary16). */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}
