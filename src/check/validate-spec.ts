import type { Diagnostic } from '../base/diagnostics/diagnostic';
import { type LocationReader, readSource, type SpecSource } from '../base/source/read-source';
import type { ModelPlan } from './model-plan';
import { checkSource, type ValidateOptions } from './sound-spec';

export type ValidateSpec = (
  source: SpecSource,
  options?: ValidateOptions,
) => Promise<{ readonly diagnostics: readonly Diagnostic[]; readonly plan: ModelPlan | null }>;

/** The check of a spec where `readLocation` finds it. */
export function createValidateSpec(readLocation: LocationReader): ValidateSpec {
  return async (from, options) => {
    const { diagnostics, plan } = checkSource(await readSource(from, readLocation), options);
    return { diagnostics, plan };
  };
}
