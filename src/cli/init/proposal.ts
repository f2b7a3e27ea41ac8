import type { ImageSets } from './image-sets';
import type { Size } from './rule';
import type { ImageSample } from './sample-images';

/** The choices that define a spec: proposed from the images, changed by options and by the user. */
export interface Proposal {
  readonly name: string;
  readonly size: Size;
  readonly channels: 1 | 3;
  /** How images of another shape are resized. */
  readonly resize: 'fill' | 'cover';
  readonly classes: readonly string[];
  /** `small`, `medium`, or a network of the zoo. */
  readonly network: string;
  /** Number of images to train on, without those set aside for validation. */
  readonly images: number;
  /** Share of the training images used for validation; `null` if there is a folder of validation images. */
  readonly split: number | null;
  readonly flip: boolean;
  /** Whether the loss is weighted so that all classes count equally. */
  readonly balanced: boolean;
}

/** The sizes to propose, each divisible by two several times. */
const usualSizes = [32, 48, 64, 96];
/** Images whose longer side has at most this many pixels keep their size. */
const keptSide = 96;
/** Ratio of the largest class to the smallest from which a network would favor the largest. */
const imbalance = 2;

const validationShare = 0.2;
/** Proposes what suits the images; `rule.ts` has the rule for the network and its training. */
export function propose(sets: ImageSets, sample: ImageSample, name: string): Proposal {
  const counts = sets.train.classes.map(({ images }) => images.length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const trained = sets.validation === null ? total * (1 - validationShare) : total;
  return {
    name,
    ...sizeFor(sample),
    channels: sample.color ? 3 : 1,
    classes: sets.train.classes.map((each) => each.name),
    network: 'small',
    images: Math.ceil(trained),
    split: sets.validation === null ? validationShare : null,
    // Letters, digits and signs are mostly grayscale, and change their meaning when mirrored.
    flip: sample.color,
    balanced: Math.max(...counts) >= imbalance * Math.min(...counts),
  };
}

/**
 * Keeps the size of the images if they all have the same small size. Otherwise chooses a square of a usual size, at most the
 * median of their shorter sides; images that are not square are cropped.
 */
function sizeFor({ sizes }: ImageSample): Pick<Proposal, 'size' | 'resize'> {
  const [first = [64, 64] as const] = sizes;
  const alike = sizes.every(([height, width]) => height === first[0] && width === first[1]);
  if (alike && Math.max(...first) <= keptSide && Math.min(...first) >= 8)
    return { size: first, resize: 'fill' };
  const sides = sizes.map((size) => Math.min(...size)).sort((a, b) => a - b);
  const median = sides[Math.floor(sides.length / 2)] ?? 64;
  const side = usualSizes.findLast((usual) => usual <= median) ?? 32;
  const square = sizes.every(([height, width]) => Math.abs(height / width - 1) < 0.05);
  return { size: [side, side], resize: square ? 'fill' : 'cover' };
}
