import type { InputSpec } from '../../language/input';
import type { Pictures } from './data-host';
import type { LabelledImage } from './image-folder';
import type { Pixels } from './pixels';

/** Where an image comes from. */
interface ImageOrigin {
  /** The path of its file, or its position in an array. */
  readonly name: string;
  /** The file that contains it; `null` for images in memory. */
  readonly file: string | null;
  /** Whether the file contains only this image. */
  readonly alone: boolean;
}

/** Images with their classes, read by index on demand. */
export interface LabelledImages {
  /** In the order of the network's outputs. */
  readonly classes: readonly string[];
  /** The class index of each image; for soft labels, the index of the largest value (the first if tied). */
  readonly labels: Int32Array;
  /** `[size, classes]` if labels are soft; otherwise they are one-hot. */
  readonly targets?: Float32Array | undefined;
  /** Whether the pixels are already in memory, so that they need no cache. */
  readonly inMemory?: boolean;
  origin(index: number): ImageOrigin;
  /** Reads the pixels of image `index`. @throws DataError if this image cannot be read */
  read(index: number): Promise<Pixels>;
}

/** Selects the images with the given indices, in that order. */
export function pick(images: LabelledImages, numbers: Uint32Array): LabelledImages {
  const { labels, targets, classes } = images;
  const width = classes.length;
  let picked: Float32Array | undefined;
  if (targets) {
    picked = new Float32Array(numbers.length * width);
    for (const [row, number] of numbers.entries())
      picked.set(targets.subarray(number * width, (number + 1) * width), row * width);
  }
  return {
    ...images,
    labels: Int32Array.from(numbers, (number) => labels[number] ?? 0),
    targets: picked,
    origin: (index) => images.origin(numbers[index] ?? 0),
    read: (index) => images.read(numbers[index] ?? 0),
  };
}

/** Writes the class probabilities of image `index` to `y`, starting at `offset`. */
export function writeTarget(
  y: Float32Array,
  offset: number,
  { classes, labels, targets }: Pick<LabelledImages, 'classes' | 'labels' | 'targets'>,
  index: number,
): void {
  const width = classes.length;
  if (targets) y.set(targets.subarray(index * width, (index + 1) * width), offset);
  else y[offset + (labels[index] ?? 0)] = 1;
}

/** The number of images in each class; for soft labels, the sums of their values. */
export function classSizes({ classes, labels, targets }: LabelledImages): readonly number[] {
  const sizes = new Array<number>(classes.length).fill(0);
  if (targets) {
    for (const [i, share] of targets.entries())
      sizes[i % sizes.length] = (sizes[i % sizes.length] ?? 0) + share;
  } else {
    for (const label of labels) sizes[label] = (sizes[label] ?? 0) + 1;
  }
  return sizes;
}

/** Images from files, decoded when they are read. */
export function imagesOfFiles(
  files: readonly LabelledImage[],
  classes: readonly string[],
  input: InputSpec,
  pictures: Pictures,
): LabelledImages {
  return {
    classes,
    labels: Int32Array.from(files, ({ label }) => label),
    origin(index) {
      const name = files[index]?.path ?? '';
      return { name, file: name, alone: true };
    },
    read: (index) => pictures.decode(files[index]?.path ?? '', input),
  };
}
