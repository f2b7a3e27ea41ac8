import type { IgnorableCode } from '../base/diagnostics/codes';
import type { Diagnostic } from '../base/diagnostics/diagnostic';
import { SpecError } from '../base/diagnostics/spec-error';
import {
  type LocationReader,
  type ReadSource,
  readSource,
  type SpecSource,
} from '../base/source/read-source';
import { type InlineCallback, separateCallbacks } from '../language/inline-callbacks';
import { applyOverrides, type Overrides } from '../language/overrides';
import { type LanguagePlugin, vocabularyWith } from '../language/vocabulary';
import { type CheckedSpec, checkSpec } from './check-spec';
import type { ModelPlan } from './model-plan';

/** Options of `validateSpec`. */
export interface ValidateOptions {
  /** Values that override the spec: `{ 'training.epochs': 5, 'input.shape': [96, 96, 3] }`. */
  readonly set?: Overrides;
  /** Adds kinds of block, layer and callback, and names of backends; default: none. */
  readonly plugins?: readonly LanguagePlugin[];
  /** Codes of warnings and notes to ignore, in addition to those in the spec's `ignore` section. */
  readonly ignore?: readonly IgnorableCode[];
}

/** A spec without errors, and its source. */
export type SoundSpec = { readonly [K in keyof CheckedSpec]: NonNullable<CheckedSpec[K]> } & {
  readonly source: ReadSource;
  /** The callbacks that a spec object contains as objects; they are not part of the plan. */
  readonly inlineCallbacks: readonly InlineCallback[];
};

/** Checks a spec that has already been read: vocabulary → {@link checkSpec}. */
export function checkSource({ file }: ReadSource, options: ValidateOptions = {}): CheckedSpec {
  const { set = {}, plugins, ignore = [] } = options;
  return checkSpec(file, vocabularyWith(plugins), (document) => applyOverrides(document, set), { ignore });
}

/**
 * Reads and checks a spec: read → vocabulary → check. The first step of everything that needs a spec without errors.
 *
 * @throws SpecError with every diagnostic if the spec has errors; SourceError if it cannot be read
 */
export async function readSoundSpec(
  from: SpecSource,
  readLocation: LocationReader,
  options: ValidateOptions = {},
): Promise<SoundSpec> {
  const { source: written, inline } = separateCallbacks(from);
  const source = await readSource(written, readLocation);
  const { diagnostics, spec, graph, plan } = checkSource(source, options);
  if (!spec || !graph || !plan) throw new SpecError(diagnostics);
  return { source, diagnostics, spec, graph, plan, inlineCallbacks: inline };
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

/** Creates a function that checks specs read with `readLocation`. */
export function createValidateSpec(readLocation: LocationReader): ValidateSpec {
  return async (from, options) => {
    const { diagnostics, plan } = checkSource(
      await readSource(separateCallbacks(from).source, readLocation),
      options,
    );
    return { diagnostics, plan };
  };
}
