import type { DataSet } from './data-set';
import { imagesOfFiles } from './image-files';
import type { LabelledImage } from './image-folder';
import type { Pictures } from './pictures';
import { createStreamedDataSet, type StreamedDataSetOptions } from './streamed-data-set';

export interface ImageDataSetOptions extends Omit<StreamedDataSetOptions, 'images'> {
  readonly images: readonly LabelledImage[];
  /** In the order of the network's outputs. */
  readonly classes: readonly string[];
  readonly pictures: Pictures;
}

/** A data set that streams image files; see {@link createStreamedDataSet}. */
export function createImageDataSet({ images, classes, pictures, ...options }: ImageDataSetOptions): DataSet {
  return createStreamedDataSet({
    ...options,
    images: imagesOfFiles(images, classes, options.input, pictures),
  });
}
