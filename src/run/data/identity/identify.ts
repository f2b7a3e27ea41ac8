import type { InputSpec } from '../../../language/input';
import { DataError } from '../data-error';
import type { DataFiles } from '../data-host';
import { createImageReader } from '../image-reader';
import { type LabelledImages, pick } from '../labelled-images';
import { pixelCount } from '../pixels';
import { cachedBytes } from '../streamed-data-set';
import { digestOfPixels } from './digest';
import type { ImageRecord, ImageSet } from './image-record';

/** The number of files examined at the same time. */
const mostAtOnce = 16;

/** The digest of an image that cannot be read, and the beginning of the key of one that cannot be decoded. */
const unreadable = 'unreadable';

/** Whether an image could be read, as far as its key tells. */
export function isReadable(key: string): boolean {
  return !key.startsWith(unreadable);
}

/** What identifies an image. */
export interface ImageIdentity {
  /** The absolute path of its file, or its position in an array. */
  readonly name: string;
  /** The state of its file; `null` for images in memory. */
  readonly stamp: string | null;
  /** Of its content: the bytes of its file, or its values in an array. */
  readonly digest: string;
}

/** Images with their identities, by index. */
export interface IdentifiedImages {
  readonly images: LabelledImages;
  readonly identities: readonly ImageIdentity[];
  /** What orders the images of a class; equal keys are equal images. */
  readonly keys: readonly string[];
}

/** Access to files, and digests that are known for files in a certain state. */
export interface IdentityContext {
  /** `null` for images in memory. */
  readonly files: DataFiles | null;
  readonly known: KnownDigests;
}

/** Digests from the record of a run, by name. */
export type KnownDigests = ReadonlyMap<string, { readonly stamp: string | null; readonly digest: string }>;

/** The digests in a record. */
export function knownDigests(record: ImageRecord): KnownDigests {
  return new Map(record.map(({ name, stamp, digest }) => [name, { stamp, digest }]));
}

/** The sets of a run; `null` without one. */
export interface RunSets<T> {
  readonly train: T;
  readonly validation: T | null;
  readonly test: T | null;
}

/**
 * Identifies the images of the sets of a run, and sorts those of each by class and content. If the decoded images to train
 * and validate on fit in memory, all are sorted by pixels, otherwise by the bytes of their files. A test set changes
 * nothing about the order of the others.
 */
export async function identifySets(
  { train, validation, test }: RunSets<LabelledImages>,
  input: InputSpec,
  context: IdentityContext,
): Promise<RunSets<IdentifiedImages>> {
  const fit = (...sets: readonly (LabelledImages | null)[]) =>
    sets.reduce((sum, set) => sum + (set?.labels.length ?? 0), 0) * pixelCount(input) <= cachedBytes;
  const byPixels = fit(train, validation);
  const identified = async (images: LabelledImages, inMemory: boolean) =>
    inContentOrder(byPixels && inMemory ? keepPixels(images) : images, {
      identities: await identifyImages(images, context),
      byPixels,
    });
  return {
    train: await identified(train, true),
    validation: validation && (await identified(validation, true)),
    test: test && (await identified(test, fit(test))),
  };
}

/** The record of one set. */
export function recordOf(
  { images, identities }: Pick<IdentifiedImages, 'images' | 'identities'>,
  set: ImageSet,
): ImageRecord {
  return identities.map((identity, index) => ({
    set,
    class: images.classes[images.labels[index] ?? 0] ?? '',
    ...identity,
  }));
}

/** The record of the sets of a run. */
export function recordOfSets({ train, validation, test }: RunSets<IdentifiedImages>): ImageRecord {
  return [
    ...recordOf(train, 'train'),
    ...(validation ? recordOf(validation, 'validation') : []),
    ...(test ? recordOf(test, 'test') : []),
  ];
}

/**
 * Identifies images by their content. A file that has not changed since its digest was recorded is not read.
 *
 * @throws what a source of images throws, except for errors of single images
 */
export async function identifyImages(
  images: LabelledImages,
  { files, known }: IdentityContext,
): Promise<readonly ImageIdentity[]> {
  const stamps = new Map<string, Promise<string | null>>();
  const stampOf = (file: string) => {
    const stamp = stamps.get(file) ?? readStamp(file, files);
    stamps.set(file, stamp);
    return stamp;
  };
  return forAll(images.labels.length, async (index) => {
    const { name, file, alone } = images.origin(index);
    const stamp = file === null ? null : await stampOf(file);
    const earlier = known.get(name);
    if (stamp !== null && earlier?.stamp === stamp) return { name, stamp, digest: earlier.digest };
    const digest =
      alone && file !== null && files ? await digestOfFile(file, files) : await pixelDigest(images, index);
    return { name, stamp, digest };
  });
}

/**
 * Sorts images by class, then by content. The order does not depend on the names of files or the order of rows, so
 * neither does anything that is drawn by index: the split, the order of an epoch, the augmentation.
 *
 * @param byPixels whether to sort by decoded pixels, so that the order does not depend on the encoding of the images
 * either
 */
async function inContentOrder(
  images: LabelledImages,
  { identities, byPixels }: { readonly identities: readonly ImageIdentity[]; readonly byPixels: boolean },
): Promise<IdentifiedImages> {
  const keys = await forAll(identities.length, async (index) => {
    const { digest } = identities[index] ?? { digest: unreadable };
    if (!byPixels || !images.origin(index).alone) return digest;
    const key = await pixelDigest(images, index);
    return key === unreadable ? `${unreadable}/${digest}` : key;
  });
  const { labels, targets, classes } = images;
  const compareTargets = (a: number, b: number) => {
    for (let i = 0; targets && i < classes.length; i++) {
      const difference = (targets[a * classes.length + i] ?? 0) - (targets[b * classes.length + i] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  };
  const order = Uint32Array.from(keys.keys()).sort((a, b) => {
    const [keyA = '', keyB = ''] = [keys[a], keys[b]];
    if (labels[a] !== labels[b]) return (labels[a] ?? 0) - (labels[b] ?? 0);
    return keyA === keyB ? compareTargets(a, b) : keyA < keyB ? -1 : 1;
  });
  return pickIdentified({ images, identities, keys }, order);
}

/** Selects the images with the given indices, in that order. */
export function pickIdentified(
  { images, identities, keys }: IdentifiedImages,
  numbers: Uint32Array,
): IdentifiedImages {
  return {
    images: pick(images, numbers),
    identities: Array.from(numbers).flatMap((index) => identities[index] ?? []),
    keys: Array.from(numbers, (index) => keys[index] ?? ''),
  };
}

function keepPixels(images: LabelledImages): LabelledImages {
  if (images.inMemory) return images;
  const reader = createImageReader((index) => images.read(index), true);
  return {
    ...images,
    inMemory: true,
    async read(index) {
      const pixels = await reader.read(index);
      if (pixels instanceof DataError) throw pixels;
      return pixels;
    },
  };
}

async function readStamp(file: string, files: DataFiles | null): Promise<string | null> {
  const entry = await files?.stat(file).catch(() => null);
  return entry?.isFile ? entry.stamp : null;
}

/** The digest of an image file. */
function digestOfFile(file: string, files: DataFiles): Promise<string> {
  return files.digest(file).catch(() => unreadable);
}

async function pixelDigest(images: LabelledImages, index: number): Promise<string> {
  try {
    return await digestOfPixels(await images.read(index));
  } catch (error) {
    if (error instanceof DataError) return unreadable;
    throw error;
  }
}

/** Calls `examine` for `0 … count − 1`, a few at a time. */
async function forAll<T>(count: number, examine: (index: number) => Promise<T>): Promise<T[]> {
  const results = new Array<T>(count);
  const queue = results.keys();
  const work = async () => {
    for (const index of queue) results[index] = await examine(index);
  };
  await Promise.all(Array.from({ length: Math.min(mostAtOnce, count) }, work));
  return results;
}
