import type { DataSourceSpec } from '../../language/data';
import { type ImageFacts, type ImageRows, imagesOfArrays } from './arrays/array-images';
import { checkValues } from './arrays/check-values';
import type { NpyArray } from './arrays/npy';
import { openNpyFile, openNpz } from './arrays/npz';
import type { DataHost } from './data-host';
import type { ImageSet } from './identity/image-record';
import { type LabelledImage, openImageFolder } from './image-folder';
import { imagesOfFiles, type LabelledImages } from './labelled-images';
import { openManifest } from './manifest/open-manifest';
import type { Pixels } from './pixels';

/** The images of a source, and warnings about them. */
export interface OpenedSource {
  readonly images: LabelledImages;
  readonly warnings: readonly string[];
}

/**
 * Opens a source of images of any kind, without decoding images.
 *
 * @param source with absolute paths
 * @param facts the expected classes, in order; class names default to those in the source
 * @param use except with `train`, a class may have no images, which is a warning
 * @throws {DataError} if it cannot be used
 */
export async function openSource(
  source: DataSourceSpec,
  facts: ImageFacts,
  use: ImageSet,
  host: DataHost,
): Promise<OpenedSource> {
  const everyClass = use === 'train';
  const { files } = host;
  if ('directory' in source)
    return ofFiles(await openImageFolder(source.directory, files, { ...facts, everyClass }), facts, host);
  if ('manifest' in source)
    return ofFiles(await openManifest(source.manifest, source, files, { ...facts, everyClass }), facts, host);
  return openArrays(source, facts, host);
}

function ofFiles(
  opened: {
    readonly classes: readonly string[];
    readonly images: readonly LabelledImage[];
    readonly warnings: readonly string[];
  },
  { input }: ImageFacts,
  { pictures }: DataHost,
): OpenedSource {
  const { classes, images, warnings } = opened;
  return { images: imagesOfFiles(images, classes, input, pictures), warnings };
}

/**
 * Opens the images and labels in `.npy` files or an `.npz` file. Reads all values of images that are not bytes, to check them.
 *
 * @param source with absolute paths
 * @throws {DataError} if a file or an array is missing or damaged, or does not match the plan
 */
export async function openArrays(
  { arrays, ...names }: Extract<DataSourceSpec, { readonly arrays: unknown }>,
  facts: ImageFacts,
  { files, pictures }: DataHost,
): Promise<OpenedSource> {
  const one = typeof arrays === 'string';
  const paths = one ? { images: arrays, labels: arrays } : arrays;
  const [images, labels] =
    one && 'images' in names
      ? await openNpz(arrays, [names.images, names.labels], files)
      : [await openNpyFile(paths.images, files), await openNpyFile(paths.labels, files)];
  if (!images || !labels) throw new Error('expected two arrays');
  const rows: ImageRows = {
    name: images.name,
    path: paths.images,
    shape: images.shape,
    eightBit: images.type === 'u1' || images.type === 'b1',
    inMemory: images.inMemory,
    rows: async (first, count) => pixelsOf(images, await images.rows(first, count)),
  };
  const opened = imagesOfArrays(
    rows,
    { ...(await allValues(labels)), path: paths.labels },
    facts,
    pictures.fit,
  );
  // A mask of booleans is black and white.
  const warnings = images.type === 'b1' ? [] : await checkValues(rows, facts.input);
  return { images: opened, warnings };
}

function pixelsOf({ type }: NpyArray, values: Uint8Array | Float64Array): Pixels {
  if (type === 'b1') return Uint8Array.from(values, (value) => (value === 0 ? 0 : 255));
  return values instanceof Uint8Array ? values : Float32Array.from(values);
}

async function allValues(array: NpyArray) {
  const { name, shape } = array;
  return { name, shape, values: await array.rows(0, shape[0] ?? 0) };
}
