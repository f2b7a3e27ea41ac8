import { checkSpec } from './check-spec';
import type { Diagnostic } from './diagnostics/diagnostic';
import type { IgnorableCode } from './diagnostics/ignore';
import type { ModelPlan } from './plan/model-plan';
import { readSource, type SpecSource } from './source/read-source';
import { applyOverrides, type Overrides } from './spec/overrides';
import { type Plugin, vocabularyWith } from './vocabulary';

export interface ValidateOptions {
  readonly set?: Overrides;
  readonly plugins?: readonly Plugin[];
  /** Codes of warnings and notes to leave out, besides those of the spec's own section `ignore`. */
  readonly ignore?: readonly IgnorableCode[];
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
  const { diagnostics, plan } = checkSpec(
    file,
    vocabularyWith(options.plugins),
    (document) => applyOverrides(document, options.set ?? {}),
    { ignore: options.ignore ?? [] },
  );
  return { diagnostics, plan };
}
