import { DataError } from '../data-error';
import type { ByteSource } from '../data-host';

/** Types of elements that are read, by NumPy's names, with their bytes. */
const elementBytes = { '|u1': 1, '|b1': 1, '<f4': 4, '<f8': 8, '<i4': 4, '<i8': 8 } as const;
type ElementType = keyof typeof elementBytes;

/** The bytes that every such file starts with. */
const magic = Uint8Array.of(0x93, ...new TextEncoder().encode('NUMPY'));

/** A header longer than this is no header of an array of numbers. */
const longestHeader = 65_536;

/** An array in NumPy's format `.npy`, of which rows, its parts along the first axis, are read when they are needed. */
export interface NpyArray {
  readonly name: string;
  readonly type: ElementType;
  /** One axis at least. */
  readonly shape: readonly number[];
  readonly inMemory: boolean;
  /** `count` rows from `first` on: bytes as they are, other numbers as float64. */
  rows(first: number, count: number): Promise<Uint8Array | Float64Array>;
}

/**
 * Opens an array in the format `.npy`, versions 1 to 3: little-endian numbers in C order.
 *
 * @param name how messages call it: a path, or a path and the array's name in it
 * @throws {DataError} when it is no such array, or its header and its length disagree
 */
export async function openNpy(name: string, path: string, bytes: ByteSource): Promise<NpyArray> {
  const refuse = (reason: string, hint = 'write it anew with numpy.save or numpy.savez'): never => {
    throw new DataError(`the array ${name} ${reason}`, path, hint);
  };
  const read = (position: number, length: number) =>
    position + length > bytes.size ? refuse('ends too early') : bytes.read(position, length);

  const start = await read(0, Math.min(bytes.size, 12));
  const [major, minor] = [start[6] ?? 0, start[7] ?? 0];
  if (start.length < 10 || !magic.every((byte, i) => start[i] === byte)) refuse('is not in the format .npy');
  if (major < 1 || major > 3 || minor !== 0)
    refuse(`has the version ${major}.${minor}; known are 1.0 to 3.0`);
  const headerStart = major === 1 ? 10 : 12;
  if (start.length < headerStart) refuse('ends too early');
  const lengthField = viewOf(start);
  const headerLength = major === 1 ? lengthField.getUint16(8, true) : lengthField.getUint32(8, true);
  if (headerLength > longestHeader) refuse(`claims a header of ${headerLength} bytes`);
  const decoder = new TextDecoder(major === 3 ? 'utf-8' : 'latin1');
  const header = decoder.decode(await read(headerStart, headerLength));

  const type = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(header)?.[1];
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(header)?.[1];
  const sizes = /['"]shape['"]\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  if (order === undefined || sizes === undefined) refuse('has a header that cannot be read');
  if (!isElementType(type)) {
    return refuse(
      `has elements of the type ${type ?? 'of a structure'}; known are ${Object.keys(elementBytes).join(', ')}`,
      "convert it first: array.astype('uint8') or array.astype('<f4')",
    );
  }
  const shape = (sizes ?? '')
    .split(',')
    .filter((size) => size.trim() !== '')
    .map(Number);
  if (shape.length === 0) refuse('is a single number');
  if (order === 'True' && shape.length > 1)
    refuse('is in Fortran order', 'write it with numpy.ascontiguousarray(array)');

  const dataStart = headerStart + headerLength;
  const wanted = shape.reduce((product, size) => product * size, elementBytes[type]);
  if (dataStart + wanted !== bytes.size)
    refuse(
      `has ${bytes.size - dataStart} bytes of data where its shape (${shape.join(', ')}) takes ${wanted}`,
      'it is damaged or incomplete: write it anew',
    );
  const rowBytes = wanted / (shape[0] || 1);
  return {
    name,
    type,
    shape,
    inMemory: bytes.inMemory,
    rows: async (first, count) =>
      numbers(type, await bytes.read(dataStart + first * rowBytes, count * rowBytes)),
  };
}

function isElementType(type: string | undefined): type is ElementType {
  return type !== undefined && Object.hasOwn(elementBytes, type);
}

/** The numbers in `bytes`. */
function numbers(type: ElementType, bytes: Uint8Array): Uint8Array | Float64Array {
  if (type === '|u1' || type === '|b1') return bytes;
  const width = elementBytes[type];
  const view = viewOf(bytes);
  const at = {
    '<f4': (i: number) => view.getFloat32(i, true),
    '<f8': (i: number) => view.getFloat64(i, true),
    '<i4': (i: number) => view.getInt32(i, true),
    '<i8': (i: number) => Number(view.getBigInt64(i, true)),
  }[type];
  return Float64Array.from({ length: bytes.length / width }, (_, i) => at(i * width));
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}
