import { type Diagnostic, diagnose } from '../../base/diagnostics/diagnostic';
import { SpecError } from '../../base/diagnostics/spec-error';
import type { LocatedDocument } from '../../base/source/located-document';
import { formatBytes } from '../../base/text/format-numbers';
import type { LayerGraph } from '../../check/layer-graph';
import type { ModelPlan } from '../../check/model-plan';
import { largestBatch, trainingMemory } from '../../check/training-memory';
import type { ModelSpec } from '../../language/model-spec';
import type { BackendTable } from './backend';
import { MissingKernelError } from './backend-error';
import { type BackendChoice, chooseBackend } from './choose-backend';
import { missingKernelDiagnostics } from './kernel-needs';

/**
 * Chooses the backend for training a spec.
 *
 * @param instead overrides `training.backend`
 * @throws SpecError with a diagnostic for each kind of layer whose kernels are missing, or for a batch that does not
 * fit into the backend's memory; otherwise as {@link chooseBackend}
 */
export async function chooseForSpec(
  { spec, graph, plan }: { readonly spec: ModelSpec; readonly graph: LayerGraph; readonly plan: ModelPlan },
  backends: BackendTable,
  instead?: string | readonly string[],
): Promise<BackendChoice> {
  try {
    const choice = await chooseBackend(instead ?? plan.training.backend, backends, plan);
    const tooLarge = outOfMemory(plan, choice, spec.document);
    if (tooLarge) throw new SpecError([tooLarge]);
    return choice;
  } catch (error) {
    if (!(error instanceof MissingKernelError)) throw error;
    const asked = instead === undefined;
    throw new SpecError(missingKernelDiagnostics(error, spec.document, graph, { asked }));
  }
}

/** The problem if the plan cannot be trained in the memory of the chosen backend; `null` if it fits or the memory is unknown. */
function outOfMemory(
  plan: ModelPlan,
  { backend, device, memoryBytes }: BackendChoice,
  document: LocatedDocument,
): Diagnostic | null {
  const shortage = shortageOf(plan, memoryBytes);
  if (shortage === null || memoryBytes === undefined) return null;
  const { takes, fits, remedy } = shortage;
  return diagnose(document, 'backend/out-of-memory', {
    path: ['training', 'batchSize'],
    message: `${takes}, but backend "${backend.name}" (${device}) has ${formatBytes(memoryBytes)}: ${fits}`,
    hint: remedy,
  });
}

/** Describes, in parts of a sentence, a plan that does not fit into memory. */
interface Shortage {
  /** What a step needs: "training with batches of 64 takes about 10.3 GB". */
  readonly takes: string;
  /** How many images fit: "at most 12 images fit at once". */
  readonly fits: string;
  readonly remedy: string;
}

/** Why a plan cannot be trained in `memoryBytes`; `null` if it can, or if the memory is unknown. */
export function shortageOf(plan: ModelPlan, memoryBytes: number | undefined): Shortage | null {
  const { batchSize } = plan.training;
  const images = batchSize === 'auto' ? 1 : batchSize;
  const { total, weights, optimizer, gradients } = trainingMemory(plan, images);
  if (memoryBytes === undefined || total <= memoryBytes) return null;
  const step = images === 1 ? 'one image' : `batches of ${images}`;
  const largest = largestBatch(plan, memoryBytes);
  const fixed = formatBytes(weights + optimizer + gradients);
  return {
    takes: `training with ${step} takes about ${formatBytes(total)}`,
    fits:
      largest === 0
        ? `not even one image fits in addition to weights, gradients and optimizer state, which take ${fixed}`
        : `at most ${largest === 1 ? 'one image fits' : `${largest} images fit`} at once`,
    remedy:
      largest === 0
        ? 'use a backend with more memory, a smaller network or input, or an optimizer with less state, such as sgd without momentum'
        : `use batchSize: ${largest} or less${sameStep(plan, images, memoryBytes)}`,
  };
}

/** Suggests options with which the same step fits: the smallest `accumulate` that makes its parts small enough. */
function sameStep(plan: ModelPlan, images: number, memoryBytes: number): string {
  const { training } = plan;
  const all = images * training.accumulate;
  for (let accumulate = training.accumulate + 1; accumulate <= all; accumulate++) {
    const part = all / accumulate;
    if (!Number.isInteger(part)) continue;
    const { total } = trainingMemory({ ...plan, training: { ...training, accumulate } }, part);
    if (total <= memoryBytes)
      return `; batchSize: ${part} with accumulate: ${accumulate} keeps the same effective batch size`;
  }
  return '';
}
