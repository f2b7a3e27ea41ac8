import { formatBytes } from '../../base/text/format-numbers';
import { counted } from '../../base/text/words';
import type { ModelPlan, SettledPlan } from '../../check/model-plan';
import { slotsPerParameter } from '../../language/training';
import { imagesPerStep } from './batch-size';
import { bindCallbacks, builtInCallbacks, type CallbackTable } from './callbacks';
import type { DiskUse } from './callbacks/callback';

/** How many bytes a full run of a plan leaves in its run folder, and what for. */
export interface DiskEstimate {
  /** What costs most comes first. */
  readonly parts: readonly DiskUse[];
  readonly bytes: number;
}

/**
 * What the callback policy of a plan will write, should no epoch be cut off, the final model, and the two states that a
 * run keeps to resume from. Logs of a few kilobytes are left out, and so are the weights that callbacks keep.
 *
 * @param trainImages images in the training set.
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
  const final: DiskUse = { what: 'the final model', count: 1, unit: 'file', bytesEach: modelBytes };
  const what = 'the state to resume from';
  const states: DiskUse = { what, count: 2, unit: 'file', bytesEach: stateBytes(plan) };
  const parts = [...callbacks.flatMap((callback) => callback.diskUse(run)), final, states]
    .filter((part) => part.count > 0)
    .sort((a, b) => b.count * b.bytesEach - a.count * a.bytesEach);
  return { parts, bytes: parts.reduce((sum, { count, bytesEach }) => sum + count * bytesEach, 0) };
}

/** Bytes of one saved model: float32 weights, and what HDF5 and the configuration need per tensor, rounded up. */
function savedModelBytes(plan: ModelPlan): number {
  return 4 * plan.totals.params + 8192 + 2560 * weightCount(plan);
}

/** Bytes of one state: float32 weights and optimizer slots, and what describes the run, rounded up. */
function stateBytes({ totals, training: { optimizer } }: ModelPlan): number {
  const slots = slotsPerParameter(optimizer);
  return 4 * (totals.params + slots * totals.trainableParams) + 16_384;
}

/** A line per part, `modelCheckpoint model-{epoch:04d}.h5: 40 epochs × 180 MB = 7.21 GB`, without the total. */
export function describeDiskUse({ parts }: DiskEstimate): readonly string[] {
  return parts.map(({ what, count, unit, bytesEach }) => {
    const each = formatBytes(bytesEach);
    if (count === 1 && unit === 'file') return `${what}: ${each}`;
    return `${what}: ${counted(count, unit)} × ${each} = ${formatBytes(count * bytesEach)}`;
  });
}

/** What to tell the user when a run does not fit into the free bytes of its disk; `null` when it does. */
export function diskWarning(estimate: DiskEstimate, freeBytes: number): string | null {
  if (estimate.bytes <= freeBytes) return null;
  const needed = `this run may write ${formatBytes(estimate.bytes)}, but only ${formatBytes(freeBytes)} are free`;
  return `${needed}: ${describeDiskUse(estimate).join('; ')} (keepLast on a modelCheckpoint keeps only its newest files)`;
}

function weightCount(plan: ModelPlan): number {
  return plan.layers.reduce((count, layer) => count + layer.weights.length, 0);
}
