import type { IgnorableCode } from '../base/diagnostics/codes';
import type { Diagnostic } from '../base/diagnostics/diagnostic';
import { SpecError } from '../base/diagnostics/spec-error';
import {
  type LocationReader,
  type ReadSource,
  readSource,
  type SpecSource,
} from '../base/source/read-source';
import { applyOverrides, type Overrides } from '../language/overrides';
import { type LanguagePlugin, vocabularyWith } from '../language/vocabulary';
import { type CheckedSpec, checkSpec } from './check-spec';
import type { ModelPlan } from './model-plan';

/** Options of `validateSpec`. */
export interface ValidateOptions {
  /** Values over what the spec says: `{ 'training.epochs': 5, 'input.shape': [96, 96, 3] }`. */
  readonly set?: Overrides;
  /** Adds kinds of block, layer and callback, and names of backends; default: none. */
  readonly plugins?: readonly LanguagePlugin[];
  /** Codes of warnings and notes to leave out, besides those of the spec's own section `ignore`. */
  readonly ignore?: readonly IgnorableCode[];
}

/** A spec without errors, and where it came from. */
export type SoundSpec = { readonly [K in keyof CheckedSpec]: NonNullable<CheckedSpec[K]> } & {
  readonly source: ReadSource;
};

/** Checks a spec that has been read: vocabulary → {@link checkSpec}. */
export function checkSource({ file }: ReadSource, options: ValidateOptions = {}): CheckedSpec {
  const { set = {}, plugins, ignore = [] } = options;
  return checkSpec(file, vocabularyWith(plugins), (document) => applyOverrides(document, set), { ignore });
}

/**
 * How every use that needs a sound spec begins: read → vocabulary → check.
 *
 * @throws SpecError with every diagnostic when the spec has errors; SourceError when it cannot be read
 */
export async function readSoundSpec(
  from: SpecSource,
  readLocation: LocationReader,
  options: ValidateOptions = {},
): Promise<SoundSpec> {
  const source = await readSource(from, readLocation);
  const { diagnostics, spec, graph, plan } = checkSource(source, options);
  if (!spec || !graph || !plan) throw new SpecError(diagnostics);
  return { source, diagnostics, spec, graph, plan };
}

/** Checks a spec: `diagnostics` has everything found; `plan` is `null` when there are errors. */
export type ValidateSpec = (source: SpecSource, options?: ValidateOptions) => Promise<Validation>;

/** The result of checking a spec. */
export interface Validation {
  /** Everything found, in the order of the text; empty for a spec without problems. */
  readonly diagnostics: readonly Diagnostic[];
  /** The checked network; `null` when there are errors. */
  readonly plan: ModelPlan | null;
}

/** The check of a spec where `readLocation` finds it. */
export function createValidateSpec(readLocation: LocationReader): ValidateSpec {
  return async (from, options) => {
    const { diagnostics, plan } = checkSource(await readSource(from, readLocation), options);
    return { diagnostics, plan };
  };
}
