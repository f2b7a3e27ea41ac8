import type { DataSourceSpec } from '../../language/data';
import type { ImageFacts } from './arrays/array-images';
import { openArrays } from './arrays/open-arrays';
import type { DataHost } from './data-files';
import { imagesOfFiles } from './image-files';
import { type LabelledImage, openImageFolder } from './image-folder';
import type { LabelledImages } from './labelled-images';
import { openManifest } from './manifest/open-manifest';

/** The images of a source, and what was noticed about them. */
export interface OpenedSource {
  readonly images: LabelledImages;
  readonly warnings: readonly string[];
}

/**
 * Opens a source of images, of whatever kind. No image is decoded.
 *
 * @param source with absolute paths
 * @param facts the classes to find, in their order; where they have no names, the source names them
 * @param use `validation` bears a class without images where the source is a manifest or arrays
 * @throws {DataError} when it cannot be used
 */
export async function openSource(
  source: DataSourceSpec,
  facts: ImageFacts,
  use: 'train' | 'validation',
  host: DataHost,
): Promise<OpenedSource> {
  const everyClass = use === 'train';
  const { files } = host;
  if ('directory' in source)
    return ofFiles(await openImageFolder(source.directory, files, facts), facts, host);
  if ('manifest' in source)
    return ofFiles(await openManifest(source.manifest, source, files, { ...facts, everyClass }), facts, host);
  return { images: await openArrays(source, facts, host), warnings: [] };
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
