import { formatBytes } from '../../base/text/format-numbers';
import { counted } from '../../base/text/words';
import type { ModelPlan, SettledPlan } from '../../check/model-plan';
import { slotsPerParameter } from '../../language/training';
import { imagesPerStep } from './batch-size';
import { bindCallbacks, builtInCallbacks, type CallbackTable } from './callbacks';
import type { DiskUse } from './callbacks/callback';

/** How many bytes a full run of a plan leaves in its run folder, by purpose. */
export interface DiskEstimate {
  /** Largest first. */
  readonly parts: readonly DiskUse[];
  readonly bytes: number;
}

/**
 * Estimates what a run writes if it trains all its epochs: the files of its callbacks, the final model, and the two state
 * files to resume from. Omits logs of a few kilobytes, and weights kept by callbacks.
 *
 * @param trainImages number of training images
 */
export function estimateDisk(
  plan: SettledPlan,
  trainImages: number,
  kinds: CallbackTable = builtInCallbacks,
): DiskEstimate {
  const { epochs } = plan.training;
  const modelBytes = savedModelBytes(plan);
  const run = {
    epochs,
    batchesPerEpoch: Math.ceil(trainImages / imagesPerStep(plan)),
    modelBytes,
    weightCount: weightCount(plan),
    variables: plan.variables,
  };
  const callbacks = bindCallbacks(plan.callbacks, kinds);
  const final: DiskUse = { what: 'final model', count: 1, unit: 'file', bytesEach: modelBytes };
  const what = 'resume state';
  const states: DiskUse = { what, count: 2, unit: 'file', bytesEach: stateBytes(plan) };
  const parts = [...callbacks.flatMap((callback) => callback.diskUse(run)), final, states]
    .filter((part) => part.count > 0)
    .sort((a, b) => b.count * b.bytesEach - a.count * a.bytesEach);
  return { parts, bytes: parts.reduce((sum, { count, bytesEach }) => sum + count * bytesEach, 0) };
}

/** Bytes of one saved model: float32 weights plus the overhead of HDF5 and the configuration per tensor, rounded up. */
function savedModelBytes(plan: ModelPlan): number {
  return 4 * plan.totals.params + 8192 + 2560 * weightCount(plan);
}

/** Bytes of one state file: float32 weights, optimizer slots and the description of the run, rounded up. */
function stateBytes({ totals, training: { optimizer } }: ModelPlan): number {
  const slots = slotsPerParameter(optimizer);
  return 4 * (totals.params + slots * totals.trainableParams) + 16_384;
}

/** One line per part: `modelCheckpoint model-{epoch:04d}.h5: 40 epochs × 180 MB = 7.21 GB`. */
export function describeDiskUse({ parts }: DiskEstimate): readonly string[] {
  return parts.map(({ what, count, unit, bytesEach }) => {
    const each = formatBytes(bytesEach);
    if (count === 1 && unit === 'file') return `${what}: ${each}`;
    return `${what}: ${counted(count, unit)} × ${each} = ${formatBytes(count * bytesEach)}`;
  });
}

/** A warning if a run does not fit into the free space of its disk, otherwise `null`. */
export function diskWarning(estimate: DiskEstimate, freeBytes: number): string | null {
  if (estimate.bytes <= freeBytes) return null;
  const needed = `this run may write ${formatBytes(estimate.bytes)}, but only ${formatBytes(freeBytes)} are free`;
  return `${needed}: ${describeDiskUse(estimate).join('; ')} (set keepLast on a modelCheckpoint to keep only its newest files)`;
}

function weightCount(plan: ModelPlan): number {
  return plan.layers.reduce((count, layer) => count + layer.weights.length, 0);
}
