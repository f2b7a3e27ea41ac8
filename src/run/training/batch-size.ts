import { formatBytes } from '../../base/text/format-numbers';
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

/** `auto` goes no further: larger batches are hardly faster, and learn less from an image. */
const largestAuto = 1024;

/** What a device is taken to have that does not say: GPUs with less are rare, and browsers give no more to a page. */
export const assumedMemory = 2e9;

/**
 * Chooses the batch size where the spec says `auto`: the largest power of two that fits into the memory of the device,
 * of which no step is larger than the training set, and at most {@link largestAuto}.
 *
 * @param memoryBytes as the backend's probe says; {@link assumedMemory} where it does not
 * @param images of the training set
 * @param begunWith the batch size of the run that goes on: it stays
 * @returns what to tell about the choice besides; `null` where the spec gives a number
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
      message: `batch size ${begunWith}: that of the run so far`,
    };
  }
  const memory = memoryBytes ?? assumedMemory;
  const fitting = largestBatch(plan, memory);
  const ofImages = Math.max(1, Math.floor(images / accumulate));
  const chosen = 2 ** Math.floor(Math.log2(Math.max(1, Math.min(fitting, ofImages, largestAuto))));
  const where =
    memoryBytes === undefined
      ? `${formatBytes(memory)}, which is assumed: backend ${backend} does not say how much memory it has`
      : `the ${formatBytes(memory)} of backend ${backend}`;
  const reason =
    chosen * 2 > fitting
      ? `the largest power of two that fits into ${where}`
      : chosen * 2 > ofImages
        ? `the largest power of two within the ${images} training images${accumulate > 1 ? ` by ${accumulate}` : ''}`
        : `auto goes no further, though ${fitting} would fit into ${where}`;
  return { plan: withBatchSize(plan, chosen), message: `batch size ${chosen}: ${reason}` };
}
