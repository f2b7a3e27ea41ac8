import { decodePixels } from '../../hosts/node/images';
import type { InputSpec } from '../../language/input';
import type { LabelledImage } from './image-folder';
import type { LabelledImages } from './labelled-images';

/** The images of files, each decoded when it is read. */
export function imagesOfFiles(
  files: readonly LabelledImage[],
  classes: readonly string[],
  input: InputSpec,
): LabelledImages {
  return {
    classes,
    labels: Int32Array.from(files, ({ label }) => label),
    read: (index) => decodePixels(files[index]?.path ?? '', input),
  };
}
