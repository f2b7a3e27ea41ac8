import type { ImageSets } from './image-sets';
import type { ImageSample } from './sample-images';

/** Small networks generated for the size of the images; the others come from the zoo. */
export const madeNetworks = ['small', 'medium'] as const;

/** A network as YAML text: the sections of a spec from `defaults` to `blocks`. */
export interface NetworkText {
  readonly about: string;
  readonly text: string;
}

/** The image is halved until it has this many rows or columns. */
const smallestMap = 4;

const defaults = `defaults:
  # A batch norm momentum of 0.9 adapts quickly enough on small data sets.
  conv: { kernel: 3, padding: same, bias: false, batchNorm: { momentum: 0.9 }, activation: relu }
`;

/** One convolution per halving of the image, then global average pooling. */
export function smallNetwork({ size }: Pick<Proposal, 'size'>): NetworkText {
  const blocks = stagesFor(size, 5).map(
    (filters, i) => `  - { name: conv${i + 1}, type: conv, filters: ${filters}, pool: 2 }`,
  );
  return {
    about: 'A small network: one convolution per halving of the image.',
    text: `${defaults}
blocks:
${blocks.join('\n')}
${head(0.2)}`,
  };
}

/** Two convolutions per halving, with twice as many filters. */
export function mediumNetwork({ size }: Pick<Proposal, 'size'>): NetworkText {
  const blocks = stagesFor(size, 5).flatMap((filters, i) => [
    `  - { name: conv${i + 1}a, type: conv, filters: ${2 * filters} }`,
    `  - { name: conv${i + 1}b, type: conv, filters: ${2 * filters}, pool: 2 }`,
  ]);
  return {
    about: 'A medium-sized network: two convolutions per halving of the image.',
    text: `${defaults}
blocks:
${blocks.join('\n')}
${head(0.4)}`,
  };
}

/** The filters of each stage: 16, doubling up to 128. */
function stagesFor([height, width]: Proposal['size'], most: number): readonly number[] {
  const halvings = Math.floor(Math.log2(Math.min(height, width) / smallestMap));
  const count = Math.min(most, Math.max(1, halvings));
  return Array.from({ length: count }, (_, i) => Math.min(128, 16 * 2 ** i));
}

function head(dropout: number): string {
  return `  - { name: pool, type: globalAveragePool }
  - { name: drop, type: dropout, rate: ${dropout} }
  - { name: output, type: dense, units: classes, activation: softmax }
`;
}

/** `[height, width]` of the network's input. */
export type Size = readonly [height: number, width: number];

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
  readonly batchSize: number;
  readonly epochs: number;
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
/** Optimizer steps that a small network needs to train from scratch. */
const wantedSteps = 1500;

/** Proposes what suits the images. Comments in the resulting spec explain each part. */
export function propose(sets: ImageSets, sample: ImageSample, name: string): Proposal {
  const counts = sets.train.classes.map(({ images }) => images.length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const trained = sets.validation === null ? total * (1 - validationShare) : total;
  const batchSize = trained < 64 ? 8 : trained < 400 ? 16 : 32;
  const steps = Math.max(1, Math.ceil(trained / batchSize));
  return {
    name,
    ...sizeFor(sample),
    channels: sample.color ? 3 : 1,
    classes: sets.train.classes.map((each) => each.name),
    network: 'small',
    batchSize,
    epochs: Math.min(60, Math.max(10, Math.ceil(wantedSteps / steps))),
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
