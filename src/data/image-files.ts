import type { InputSpec } from '../spec/input';
import { decodePixels } from './decode-image';
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
