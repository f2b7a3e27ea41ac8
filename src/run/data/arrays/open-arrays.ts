import type { DataSourceSpec } from '../../../language/data';
import type { DataHost } from '../data-files';
import type { LabelledImages } from '../labelled-images';
import { type ImageFacts, imagesOfArrays } from './array-images';
import type { NpyArray } from './npy';
import { openNpyFile, openNpz } from './npz';

/**
 * Opens the images and labels of `.npy` files or of an `.npz` file.
 *
 * @param source with absolute paths
 * @throws {DataError} when a file or an array in it is missing, damaged, or not of the plan's form
 */
export async function openArrays(
  { arrays, ...names }: Extract<DataSourceSpec, { readonly arrays: unknown }>,
  facts: ImageFacts,
  { files, pictures }: DataHost,
): Promise<LabelledImages> {
  const one = typeof arrays === 'string';
  const paths = one ? { images: arrays, labels: arrays } : arrays;
  const [images, labels] =
    one && 'images' in names
      ? await openNpz(arrays, [names.images, names.labels], files)
      : [await openNpyFile(paths.images, files), await openNpyFile(paths.labels, files)];
  if (!images || !labels) throw new Error('two arrays were asked for');
  return imagesOfArrays(
    {
      name: images.name,
      path: paths.images,
      shape: images.shape,
      eightBit: images.type === '|u1' || images.type === '|b1',
      inMemory: images.inMemory,
      row: async (index) => pixelsOf(await images.rows(index, 1)),
    },
    { ...(await allValues(labels)), path: paths.labels },
    facts,
    pictures.fit,
  );
}

function pixelsOf(values: Uint8Array | Float64Array) {
  return values instanceof Uint8Array ? values : Float32Array.from(values);
}

async function allValues(array: NpyArray) {
  const { name, shape } = array;
  return { name, shape, values: await array.rows(0, shape[0] ?? 0) };
}
