import { formatBytes } from '../../base/text/format-numbers';
import { counted } from '../../base/text/words';
import type { ModelPlan, SettledPlan } from '../../check/model-plan';
import { largestBatch } from '../../check/training-memory';

/** The images of one optimizer step. */
export function imagesPerStep({ training: { batchSize, accumulate } }: SettledPlan): number {
  return batchSize * accumulate;
}

/** The plan with another batch size. */
export function withBatchSize(plan: ModelPlan, batchSize: number): SettledPlan {
  return { ...plan, training: { ...plan.training, batchSize } };
}

/** The maximum for `auto`: larger batches are hardly faster, and learn less from each image. */
const largestAuto = 1024;

/** Bytes assumed for a device that does not report its memory: GPUs with less are rare, and browsers give a page no more. */
export const assumedMemory = 2e9;

/**
 * Chooses the batch size for `auto`: the largest power of two that fits into the memory of the device, gives steps no
 * larger than the training set, and is at most {@link largestAuto}.
 *
 * @param memoryBytes as reported by the backend's probe (default: {@link assumedMemory})
 * @param images number of training images
 * @param begunWith the batch size of the run to resume, which is kept
 * @returns the plan, and a message on the choice, which is `null` if the spec has a number
 */
export function settleBatchSize(
  plan: ModelPlan,
  {
    backend,
    memoryBytes,
    images,
    begunWith,
  }: {
    readonly backend: string;
    readonly memoryBytes: number | undefined;
    readonly images: number;
    readonly begunWith?: number | undefined;
  },
): { readonly plan: SettledPlan; readonly message: string | null } {
  const { batchSize, accumulate } = plan.training;
  if (batchSize !== 'auto') return { plan: withBatchSize(plan, batchSize), message: null };
  if (begunWith !== undefined) {
    return {
      plan: withBatchSize(plan, begunWith),
      message: `batch size ${begunWith}: the same as in the run so far`,
    };
  }
  const memory = memoryBytes ?? assumedMemory;
  const fitting = largestBatch(plan, memory);
  const ofImages = Math.max(1, Math.floor(images / accumulate));
  const chosen = 2 ** Math.floor(Math.log2(Math.max(1, Math.min(fitting, ofImages, largestAuto))));
  const where =
    memoryBytes === undefined
      ? `${formatBytes(memory)} (assumed, because backend ${backend} does not report its memory)`
      : `the ${formatBytes(memory)} of backend ${backend}`;
  const reason =
    chosen * 2 > fitting
      ? `the largest power of two that fits into ${where}`
      : chosen * 2 > ofImages
        ? `the largest power of two up to the ${counted(images, 'training image')}${accumulate > 1 ? ` divided by accumulate (${accumulate})` : ''}`
        : `the maximum for auto, although ${fitting} would fit into ${where}`;
  return { plan: withBatchSize(plan, chosen), message: `batch size ${chosen}: ${reason}` };
}
