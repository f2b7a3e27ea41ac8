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
import { type CheckedSpec, checkSpec, hasErrors } from './check-spec';
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

/** A spec whose network is known, and its source. Its claims may have failed. */
export type PlannedSpec = { readonly [K in keyof CheckedSpec]: NonNullable<CheckedSpec[K]> } & {
  readonly source: ReadSource;
  /** The callbacks that a spec object contains as objects; they are not part of the plan. */
  readonly inlineCallbacks: readonly InlineCallback[];
};

/** Checks a spec that has already been read: vocabulary → {@link checkSpec}. */
export function checkSource({ file, listFolders }: ReadSource, options: ValidateOptions = {}): CheckedSpec {
  const { set = {}, plugins, ignore = [] } = options;
  return checkSpec(file, vocabularyWith(plugins), (document) => applyOverrides(document, set), {
    ignore,
    listFolders,
  });
}

/** @throws SpecError with every diagnostic if the network is unknown */
export function planSource(source: ReadSource, options?: ValidateOptions): PlannedSpec {
  const { spec, graph, plan, ...rest } = checkSource(source, options);
  if (!spec || !graph || !plan) throw new SpecError(rest.diagnostics);
  return { source, spec, graph, plan, ...rest, inlineCallbacks: [] };
}

/** @throws SpecError with every diagnostic if one is an error */
export function throwErrors(diagnostics: readonly Diagnostic[]): void {
  if (hasErrors(diagnostics)) throw new SpecError(diagnostics);
}

/**
 * Reads and checks a spec: read → vocabulary → check. The first step of everything that needs a spec without errors.
 *
 * @throws SpecError with every diagnostic if the spec has errors, failed claims included; SourceError if it cannot be read
 */
export async function readSoundSpec(
  from: SpecSource,
  readLocation: LocationReader,
  options: ValidateOptions = {},
): Promise<PlannedSpec> {
  const { source, inline } = separateCallbacks(from);
  const planned = planSource(await readSource(source, readLocation), options);
  throwErrors(planned.diagnostics);
  return { ...planned, inlineCallbacks: inline };
}

/** Checks a spec: `diagnostics` has everything found; `plan` is the network if it is known. */
export type ValidateSpec = (source: SpecSource, options?: ValidateOptions) => Promise<Validation>;

/** The result of checking a spec. */
export interface Validation {
  /** Everything found, in the order of the text; empty for a spec without problems. */
  readonly diagnostics: readonly Diagnostic[];
  /** The checked network; `null` when there are errors, unless all of them are failed claims (`claim/…`). */
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
