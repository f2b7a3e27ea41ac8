import type { IgnorableCode } from '../base/diagnostics/codes';
import type { Diagnostic } from '../base/diagnostics/diagnostic';
import { type LocationReader, readSource, type SpecSource } from '../base/source/read-source';
import { applyOverrides, type Overrides } from '../language/overrides';
import { type Plugin, vocabularyWith } from '../language/vocabulary';
import { checkSpec } from './check-spec';
import type { ModelPlan } from './model-plan';

export interface ValidateOptions {
  readonly set?: Overrides;
  readonly plugins?: readonly Plugin[];
  /** Codes of warnings and notes to leave out, besides those of the spec's own section `ignore`. */
  readonly ignore?: readonly IgnorableCode[];
}

export type ValidateSpec = (
  source: SpecSource,
  options?: ValidateOptions,
) => Promise<{ readonly diagnostics: readonly Diagnostic[]; readonly plan: ModelPlan | null }>;

/** The check of a spec where `readLocation` finds it: read, then {@link checkSpec}. */
export function createValidateSpec(readLocation: LocationReader): ValidateSpec {
  return async (source, options = {}) => {
    const { file } = await readSource(source, readLocation);
    const { diagnostics, plan } = checkSpec(
      file,
      vocabularyWith(options.plugins),
      (document) => applyOverrides(document, options.set ?? {}),
      { ignore: options.ignore ?? [] },
    );
    return { diagnostics, plan };
  };
}
