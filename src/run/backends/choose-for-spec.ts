import { SpecError } from '../../base/diagnostics/spec-error';
import type { LayerGraph } from '../../check/layer-graph';
import type { ModelPlan } from '../../check/model-plan';
import type { ModelSpec } from '../../language/model-spec';
import { MissingKernelError } from './backend-error';
import type { BackendTable } from './backends-with';
import { type BackendChoice, chooseBackend } from './choose-backend';
import { missingKernelDiagnostics } from './missing-kernels';
import { outOfMemory } from './out-of-memory';

/**
 * Chooses the backend that a spec is trained on.
 *
 * @param instead what to take in place of `training.backend`
 * @throws SpecError with a diagnostic for each kind of layer whose kernels are missing, or of a batch that does not fit
 * into its memory; else as {@link chooseBackend}
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
