import type { Dataset, File, Group } from 'h5wasm/node';
import type { Hdf5Library } from '../codecs/file-system';

/** Makes the library throw failures instead of printing them. */
export function throwFailures(module: Hdf5Library['Module']): void {
  module.activate_throwing_error_handler();
  module.onAbort = () => {
    throw new Error('its structure is invalid');
  };
}

/** Closes a file, and returns the error if that fails. */
export function closeQuietly(file: File): unknown {
  try {
    file.close();
    return undefined;
  } catch (error) {
    return error;
  }
}

/**
 * Longer lists of names are split over several attributes, as in Keras, because HDF5 limits an attribute to 64 KiB and
 * each name takes a reference of 16 bytes.
 */
const namesPerAttribute = 4000;

/** Writes a list of names as Keras does: an empty list as doubles, a long one as `key0`, `key1`, … */
export function writeNames(group: Group, key: string, names: readonly string[]): void {
  if (names.length === 0) {
    group.create_attribute(key, new Float64Array(0), [0], '<d');
  } else if (names.length <= namesPerAttribute) {
    group.create_attribute(key, [...names]);
  } else {
    for (let start = 0, part = 0; start < names.length; start += namesPerAttribute, part++) {
      group.create_attribute(`${key}${part}`, names.slice(start, start + namesPerAttribute));
    }
  }
}

/** Reads a list written by {@link writeNames} or Keras; `undefined` if it is missing or not a list of names. */
export function readNames(group: Group, key: string): readonly string[] | undefined {
  const attributes = group.attrs;
  const keys: string[] = [];
  if (key in attributes) keys.push(key);
  else while (`${key}${keys.length}` in attributes) keys.push(`${key}${keys.length}`);
  if (keys.length === 0) return undefined;
  const names: unknown[] = keys.flatMap((name) => {
    const value = attributes[name]?.value;
    return Array.isArray(value)
      ? value
      : ArrayBuffer.isView(value)
        ? Array.from(value as Float64Array)
        : [value];
  });
  return names.every((name) => typeof name === 'string') ? names : undefined;
}

/** A part of a row-major array: `[start, end)` along each axis, and the same part as a range of flat elements. */
export interface Slab {
  readonly ranges: [start: number, end: number][];
  readonly from: number;
  readonly to: number;
}

/** The most elements passed through the library's memory at once: 4 MiB of float32. */
const slabElements = 1 << 20;

/** Returns the shape of the largest contiguous blocks of at most `limit` elements in an array of `shape`. */
export function slabShape(shape: readonly number[], limit = slabElements): number[] {
  let room = limit;
  const block = shape.map(() => 1);
  for (let axis = shape.length - 1; axis >= 0 && room > 1; axis--) {
    const size = shape[axis] ?? 1;
    const parts = Math.ceil(size / Math.min(size, room));
    block[axis] = Math.ceil(size / parts);
    room = parts === 1 ? Math.floor(room / size) : 1;
  }
  return block;
}

/** Divides an array of `shape`, with no size of 0, into blocks of {@link slabShape}, in the order of its elements. */
export function* slabs(shape: readonly number[], limit = slabElements): Generator<Slab> {
  const block = slabShape(shape, limit);
  const total = shape.reduce((product, size) => product * size, 1);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  for (let from = 0; from < total; ) {
    const ranges = shape.map((size, axis): [number, number] => {
      const start = Math.floor(from / (strides[axis] ?? 1)) % size;
      return [start, Math.min(start + (block[axis] ?? 1), size)];
    });
    const to = from + ranges.reduce((product, [start, end]) => product * (end - start), 1);
    yield { ranges, from, to };
    from = to;
  }
}

/** Writes float32 values: contiguously if they fit in one slab, otherwise in chunks of one slab each. */
export function writeFloats(
  group: Group,
  name: string,
  shape: readonly number[],
  values: Float32Array,
): void {
  if (values.length <= slabElements) {
    group.create_dataset({ name, data: values, shape: [...shape] });
    return;
  }
  const dataset = group.create_dataset({
    name,
    data: new Float32Array(0),
    shape: [0, ...shape.slice(1)],
    maxshape: [...shape],
    chunks: slabShape(shape),
  });
  dataset.resize([...shape]);
  for (const { ranges, from, to } of slabs(shape)) dataset.write_slice(ranges, values.subarray(from, to));
}

/** Reads a float32 dataset of `shape` slab by slab into a new array. */
export function readFloats(dataset: Dataset, shape: readonly number[]): Float32Array {
  if (shape.length === 0) return Float32Array.of(Number(dataset.value));
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  for (const { ranges, from } of slabs(shape)) values.set(dataset.slice(ranges) as Float32Array, from);
  return values;
}

/** Extracts the reason from an error of the library, whose message is a stack of C functions: the innermost message. */
export function hdf5Reason(error: unknown): string {
  if (error instanceof WebAssembly.RuntimeError) return 'its structure is invalid';
  const text = error instanceof Error ? error.message : String(error);
  const system = /error message = '([^']+)'/.exec(text)?.[1];
  if (system !== undefined) return system.toLowerCase();
  const frames = [...text.matchAll(/^\s*#\d+: .* in \w+\(\): (.+)$/gm)];
  return frames.at(-1)?.[1] ?? text.split('\n')[0] ?? text;
}
