import type { InputSpec } from '../../language/input';
import type { Pictures } from './data-host';
import type { LabelledImage } from './image-folder';
import type { Pixels } from './pixels';

/** Images with their classes, each read by its number when it is needed. */
export interface LabelledImages {
  /** In the order of the network's outputs. */
  readonly classes: readonly string[];
  /** For each image the index of its class; of soft labels that of the largest, the first of equals. */
  readonly labels: Int32Array;
  /** `[size, classes]` where labels are soft; they are one-hot otherwise. */
  readonly targets?: Float32Array | undefined;
  /** Whether the pixels are in memory already, so that keeping them again is waste. */
  readonly inMemory?: boolean;
  /** The pixels of image `index`. @throws DataError when they cannot be had; other images are not concerned */
  read(index: number): Promise<Pixels>;
}

/** The images with the given numbers, in their order. */
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
    read: (index) => images.read(numbers[index] ?? 0),
  };
}

/** What image `index` adds to each class, from `offset` of `y` on. */
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

/** How many images each class has; with soft labels, their sums. */
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
