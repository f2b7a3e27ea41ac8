import { type Diagnostic, diagnose } from '../diagnostics/diagnostic';
import type { ModelPlan } from '../plan/model-plan';
import { largestBatch, trainingMemory } from '../plan/training-memory';
import type { LocatedDocument } from '../source/located-document';
import { formatBytes } from '../text/format-numbers';
import type { BackendChoice } from './choose-backend';

/** What is wrong with training a plan in the memory of the chosen backend; `null` where it fits, or nobody can tell. */
export function outOfMemory(
  plan: ModelPlan,
  { backend, device, memoryBytes }: BackendChoice,
  document: LocatedDocument,
): Diagnostic | null {
  const { batchSize } = plan.training;
  const images = batchSize === 'auto' ? 1 : batchSize;
  const { total, weights, optimizer, gradients } = trainingMemory(plan, images);
  if (memoryBytes === undefined || total <= memoryBytes) return null;
  const step = images === 1 ? 'one image' : `batches of ${images}`;
  const largest = largestBatch(plan, memoryBytes);
  const fixed = formatBytes(weights + optimizer + gradients);
  return diagnose(document, 'backend/out-of-memory', {
    path: ['training', 'batchSize'],
    message: `training with ${step} takes about ${formatBytes(total)}, but backend "${backend.name}" (${device}) has ${formatBytes(memoryBytes)}: ${
      largest === 0
        ? `not even one image fits beside weights, gradients and optimizer state, which take ${fixed}`
        : `at most ${largest === 1 ? 'one image fits' : `${largest} images fit`} at once`
    }`,
    hint:
      largest === 0
        ? 'use a backend with more memory, a smaller network or input, or an optimizer that keeps less, as sgd without momentum'
        : `use batchSize: ${largest} or less${sameStep(plan, images, memoryBytes)}`,
  });
}

/** The fewest parts that a step can be worked through in, in the words of a spec. */
function sameStep(plan: ModelPlan, images: number, memoryBytes: number): string {
  const { training } = plan;
  const all = images * training.accumulate;
  for (let accumulate = training.accumulate + 1; accumulate <= all; accumulate++) {
    const part = all / accumulate;
    if (!Number.isInteger(part)) continue;
    const { total } = trainingMemory({ ...plan, training: { ...training, accumulate } }, part);
    if (total <= memoryBytes) return `; batchSize: ${part} with accumulate: ${accumulate} is the same step`;
  }
  return '';
}
