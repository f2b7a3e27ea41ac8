import type { Dataset, File, Group } from 'h5wasm/node';
import type { FileSystem, Hdf5Library } from '../codecs/file-system';
import { FileFormatError } from '../diagnostics/user-error';
import { FileGuard } from './file-guard';
import { areGlobalHeapsSound } from './global-heap';
import { closeQuietly, hdf5Reason, readFloats } from './hdf5';

/** Thrown by our own checks. Failures of the library are translated by `hdf5Reason`. */
export class Refusal extends Error {}

/** An HDF5 file, and how to refer to it in errors. */
export interface Hdf5Place {
  readonly path: string;
  readonly files: FileSystem;
  readonly shownAs: string;
  readonly expected: string;
}

/** A dataset of float32 values with its shape. */
export interface LocatedValues {
  /** Its name in errors. */
  readonly label: string;
  readonly dataset: string;
  /** Sizes along each axis. */
  readonly shape: readonly number[];
}

/**
 * Opens the file for one synchronous step, so that it is never open between steps. Whatever the file contains, no other
 * file is opened: no external link, external storage or source of a virtual dataset.
 *
 * Throws {@link FileFormatError}.
 */
export async function withHdf5<T>(
  place: Hdf5Place,
  step: (file: File, library: Hdf5Library) => T,
): Promise<T> {
  const library = await place.files.hdf5();
  const guard = new FileGuard(library);
  let file: File | undefined;
  try {
    file = new library.File(place.path, 'r');
    guard.close();
    const result = step(file, library);
    if (guard.refused === undefined) return result;
  } catch (cause) {
    discardAfterCrash(place.files, cause);
    if (guard.refused === undefined) throw failure(place, cause);
  } finally {
    guard.remove();
    if (file) discardAfterCrash(place.files, closeQuietly(file));
  }
  throw refusal(place, `it refers to the file "${guard.refused}", and a model file never reads another file`);
}

function discardAfterCrash(files: FileSystem, error: unknown): void {
  if (error instanceof WebAssembly.RuntimeError) files.discardHdf5();
}

function failure(place: Hdf5Place, cause: unknown): FileFormatError {
  if (cause instanceof Refusal) return refusal(place, cause.message);
  return new FileFormatError(
    place.shownAs,
    `cannot read: ${hdf5Reason(cause)}`,
    'the file is damaged or incomplete: save it again',
    { cause },
  );
}

/** Reads the values of a located dataset. */
export async function readValues(place: Hdf5Place, { dataset, shape }: LocatedValues): Promise<Float32Array> {
  return withHdf5(place, (file, { Dataset }) => readFloats(new Dataset(file.file_id, dataset), shape));
}

/**
 * Returns the size in bytes of a file that starts with the HDF5 signature, and that the library can read in finite time.
 * Throws {@link FileFormatError}.
 */
export async function hdf5FileSize(place: Hdf5Place): Promise<number> {
  const { path, files } = place;
  const size = await files.size(path);
  const bytes = new Uint8Array(8);
  const read = await files.read(path, bytes, 0);
  if (read === 0) throw refusal(place, 'it is empty');
  const start = String.fromCharCode(...bytes);
  if (start.startsWith('PK\x03\x04')) throw refusal(place, 'it is a zip archive, perhaps a .keras file');
  if (start !== '\x89HDF\r\n\x1a\n') throw refusal(place, 'it is not an HDF5 file');
  if (!(await areGlobalHeapsSound(path, files, size)))
    throw failure(place, new Error('one of its global heaps is damaged'));
  return size;
}

function refusal({ shownAs, expected }: Hdf5Place, reason: string): FileFormatError {
  return new FileFormatError(shownAs, `cannot read: ${reason}`, `expected ${expected}`);
}

/** Returns a text attribute; `undefined` if it is missing or not text. */
export function textAttribute(group: Group, name: string): string | undefined {
  const value = group.attrs[name]?.value;
  return typeof value === 'string' ? value : undefined;
}

/** Returns all text attributes of a group. */
export function textAttributes(group: Group): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name of Object.keys(group.attrs)) {
    const value = textAttribute(group, name);
    if (value !== undefined) texts[name] = value;
  }
  return texts;
}

/**
 * Returns the shape of a dataset. Throws {@link Refusal} unless it stores uncompressed float32 values itself. A single
 * whole number is accepted too, such as the count of images that Keras's `Normalization` was adapted to.
 */
export function floatShape(dataset: Dataset, label: string): number[] {
  const { shape, virtual_sources: virtual } = dataset.metadata;
  const isCount = shape?.length === 0 && /^<[bhilqBHILQ]$/.test(String(dataset.dtype));
  if (dataset.dtype !== '<f' && !isCount)
    throw new Refusal(`the weight "${label}" is not little-endian float32`);
  if (shape === null || virtual !== undefined)
    throw new Refusal(`the weight "${label}" is an empty or virtual dataset`);
  if (dataset.filters.length > 0)
    throw new Refusal(`the weight "${label}" is compressed, which Keras never does`);
  return shape;
}

/**
 * Checks that the values fit in the file: a forged shape could otherwise exhaust memory. Then reads one value of each, so
 * that a file whose values are in another file is rejected before any are used.
 */
export function checkStorage(
  file: File,
  { Dataset }: Hdf5Library,
  located: readonly LocatedValues[],
  bytes: number,
): void {
  let rest = bytes;
  for (const { label, shape } of located) {
    rest -= 4 * shape.reduce((product, size) => product * size, 1);
    if (!(rest >= 0)) {
      throw new Refusal(
        `the weight "${label}" of shape [${shape.join(', ')}] does not fit in a file of this size`,
      );
    }
  }
  for (const { dataset, shape } of located) {
    const values = new Dataset(file.file_id, dataset);
    if (shape.length === 0) void values.value;
    else if (!shape.includes(0)) values.slice(shape.map(() => [0, 1]));
  }
}

/** Creates a file at `path` and fills it. Errors refer to it as `shownAs`. The file is always closed. */
export async function createHdf5(
  path: string,
  shownAs: string,
  files: FileSystem,
  fill: (file: File, library: Hdf5Library) => Promise<void>,
): Promise<void> {
  const library = await files.hdf5();
  const file = attempt(shownAs, () => new library.File(path, 'w'));
  try {
    await fill(file, library);
  } catch (error) {
    closeQuietly(file);
    throw error;
  }
  attempt(shownAs, () => file.close());
}

/** Runs a step that writes, and converts a failure of the library to a readable {@link FileFormatError}. */
export function attempt<T>(shownAs: string, step: () => T): T {
  try {
    return step();
  } catch (cause) {
    const hint = 'make sure its folder is writable and the disk is not full';
    throw new FileFormatError(shownAs, `cannot write: ${hdf5Reason(cause)}`, hint, { cause });
  }
}
