import { checkSpec } from './check-spec';
import type { Diagnostic } from './diagnostics/diagnostic';
import type { ModelPlan } from './plan/model-plan';
import { readSource, type SpecSource } from './source/read-source';
import { applyOverrides, type Overrides } from './spec/overrides';
import { type Plugin, vocabularyWith } from './vocabulary';

export interface ValidateOptions {
  readonly set?: Overrides;
  readonly plugins?: readonly Plugin[];
}

/**
 * Checks a spec without loading any tensor library. A spec with mistakes is no exception: they are in `diagnostics`.
 *
 * @returns the plan is `null` when there are errors
 * @throws UserError when the source cannot be read
 */
export async function validateSpec(
  source: SpecSource,
  options: ValidateOptions = {},
): Promise<{ readonly diagnostics: readonly Diagnostic[]; readonly plan: ModelPlan | null }> {
  const { file } = await readSource(source);
  const { diagnostics, plan } = checkSpec(file, vocabularyWith(options.plugins), (document) =>
    applyOverrides(document, options.set ?? {}),
  );
  return { diagnostics, plan };
}
