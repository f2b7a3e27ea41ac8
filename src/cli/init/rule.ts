/**
 * The rule of `convspec init`, also in docs/data.md: what suits images of a size and number. Measured with
 * `bench/proposals.mjs`, next to plain Keras networks.
 *
 * - **Stages.** A stage is a convolution and a pool that halves each side of 8 or more pixels, so the last feature map has 4
 *   to 7 rows and columns. From {@link stridePixels} pixels, the first convolution has a stride of 2 as well.
 * - **Head.** Below {@link flattenBelow} pixels, images are usually aligned, and a pixel's position says much about the
 *   class: another convolution, then flatten. From there on, objects appear anywhere: global average pooling.
 * - **Capacity.** The filters start at 32 below {@link flattenBelow} pixels and at 16 above, and double in each stage up to
 *   128, or 256 with global pooling and more than 64 classes. From {@link manyImages} images, each stage has two
 *   convolutions. `medium` always has two, with twice the filters.
 * - **Steps.** Batches of 8, 16 or 32 images, and about {@link wantedSteps} steps in {@link fewestEpochs} to
 *   {@link mostEpochs} epochs; fewer images per batch if a step would need more than {@link stepMemory} bytes.
 * - **Augmentation.** Rotation, shift and zoom, about half as much below {@link smallImage} pixels and from
 *   {@link manyImages} images. Only color images are mirrored: letters, digits and signs are mostly grayscale.
 */

/** `[height, width]` of the network's input. */
export type Size = readonly [height: number, width: number];

/** The size of the images and their classes, and how many are trained on. */
export interface Task {
  readonly size: Size;
  readonly classes: number;
  /** Number of training images, without those set aside for validation. */
  readonly images: number;
}

/** A part of the network that ends with a pool, or with the head. */
export interface Stage {
  readonly filters: number;
  /** Of the first convolution. */
  readonly stride: 1 | 2;
  /** By how much the height and the width of the feature map shrink; `null` without a pool. */
  readonly pool: readonly [1 | 2, 1 | 2] | null;
}

/** A network for a task. */
export interface Architecture {
  readonly stages: readonly Stage[];
  readonly convolutionsPerStage: 1 | 2;
  readonly head: 'flatten' | 'globalAveragePool';
  /** Share of the features that are dropped before the last layer. */
  readonly dropout: number;
}

/** Pixels of the shorter side from which the network ends with global average pooling. */
const flattenBelow = 64;
/** Pixels of the shorter side from which the first convolution has a stride of 2, as in ResNet. */
const stridePixels = 192;
/** Training images that are enough for two convolutions per stage, and need less augmentation. */
const manyImages = 10_000;
/** Pixels of the shorter side below which images change less by augmentation. */
const smallImage = 32;
/** Pixels from which a side of the feature map is halved. */
const halvedSide = 8;

/** The architecture of `small`, or of `medium`. */
export function architectureFor({ size, classes, images }: Task, network: 'small' | 'medium'): Architecture {
  const shorter = Math.min(...size);
  const flatten = shorter < flattenBelow;
  const widening = network === 'medium' ? 2 : 1;
  const most = widening * (!flatten && classes > 64 ? 256 : 128);
  const filtersOf = (stage: number) => Math.min(most, widening * (flatten ? 32 : 16) * 2 ** stage);

  const stages: Stage[] = [];
  let map = size;
  while (stages.length === 0 || map.some((side) => side >= halvedSide)) {
    const stride = stages.length === 0 && shorter >= stridePixels ? 2 : 1;
    const [height, width] = [Math.ceil(map[0] / stride), Math.ceil(map[1] / stride)];
    const pool = [factor(height), factor(width)] as const;
    stages.push({ filters: filtersOf(stages.length), stride, pool });
    map = [Math.floor(height / pool[0]), Math.floor(width / pool[1])];
  }
  if (flatten) stages.push({ filters: filtersOf(stages.length), stride: 1, pool: null });
  return {
    stages,
    convolutionsPerStage: network === 'medium' || images >= manyImages ? 2 : 1,
    head: flatten ? 'flatten' : 'globalAveragePool',
    dropout: flatten || network === 'medium' ? 0.4 : 0.2,
  };
}

function factor(side: number): 1 | 2 {
  return side >= halvedSide ? 2 : 1;
}

/** How long to train, and when to stop. */
export interface Schedule {
  readonly batchSize: number;
  readonly epochs: number;
  /** Epochs without progress after which training stops. */
  readonly stopPatience: number;
  /** Epochs without progress after which the learning rate falls. */
  readonly ratePatience: number;
}

/** Optimizer steps that a network needs to train from scratch. */
const wantedSteps = 2500;
const fewestEpochs = 15;
const mostEpochs = 100;

/** The schedule for a number of training images, with batches of at most `largestBatch` images. */
export function scheduleFor(images: number, largestBatch: number): Schedule {
  const usual = images < 80 ? 8 : images < 400 ? 16 : 32;
  const batchSize = Math.min(usual, 2 ** Math.floor(Math.log2(Math.max(1, largestBatch))));
  const steps = Math.max(1, Math.ceil(images / batchSize));
  const epochs = Math.min(mostEpochs, Math.max(fewestEpochs, Math.ceil(wantedSteps / steps)));
  const stopPatience = Math.min(15, Math.floor(epochs / 2));
  return { batchSize, epochs, stopPatience, ratePatience: Math.floor(stopPatience / 3) + 1 };
}

/** The bytes that a training step may use, as `convspec summary` estimates them. */
export const stepMemory = 1e9;
/** The same for networks of the zoo, which are larger. */
export const zooStepMemory = 4e9;
/** Images per batch for networks of the zoo, whatever a step needs: batch norm needs more than a few. */
export const fewestZooImages = 8;

/** Random changes of training images, as in `data.train.augment`. */
export interface Augmentation {
  readonly rotation: number;
  readonly shift: number;
  readonly zoom: number;
}

/** Augmentation for images of a size and number; mirroring is a separate choice. */
export function augmentationFor({ size, images }: Pick<Task, 'size' | 'images'>): Augmentation {
  return images < manyImages && Math.min(...size) >= smallImage
    ? { rotation: 10, shift: 0.1, zoom: 0.15 }
    : { rotation: 5, shift: 0.05, zoom: 0.1 };
}

/**
 * The learning rate of Adam. A flattened feature map has thousands of features, all of which move each score in a step, so
 * the usual rate makes the validation loss jump.
 */
export function learningRateFor(size: Size): number {
  return Math.min(...size) < flattenBelow ? 0.0005 : 0.001;
}
