import type { InputSpec } from '../../language/input';
import type { LabelledImage } from './image-folder';
import type { LabelledImages } from './labelled-images';
import type { Pictures } from './pictures';

/** The images of files, each decoded when it is read. */
export function imagesOfFiles(
  files: readonly LabelledImage[],
  classes: readonly string[],
  input: InputSpec,
  pictures: Pictures,
): LabelledImages {
  return {
    classes,
    labels: Int32Array.from(files, ({ label }) => label),
    read: (index) => pictures.decode(files[index]?.path ?? '', input),
  };
}
