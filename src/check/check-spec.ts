import type { IgnorableCode } from '../base/diagnostics/codes';
import { type Diagnostic, limitDiagnostics, sortDiagnostics } from '../base/diagnostics/diagnostic';
import { withoutIgnored } from '../base/diagnostics/ignore';
import type { LocatedDocument } from '../base/source/located-document';
import type { ListFolders } from '../base/source/read-source';
import type { SourceFile } from '../base/source/source-file';
import { parseYaml } from '../base/source/yaml';
import type { ModelSpec, SpecVocabulary } from '../language/model-spec';
import { validate } from '../language/validate';
import { checkReferences } from './check-references';
import { checkShapes } from './check-shapes';
import { checkClaimedKinds, checkClaims } from './claims/check-claims';
import type { FailedClaim } from './claims/claim';
import { reportFailed, reportOverridden } from './claims/report-claims';
import { expand } from './expand';
import type { LayerGraph } from './layer-graph';
import type { ModelPlan } from './model-plan';
import { makePlan } from './model-plan';
import { checkRules } from './rules/check-rules';

export interface CheckedSpec {
  /** Sorted by position. Includes notes only if there are no errors. */
  readonly diagnostics: readonly Diagnostic[];
  /** `null` if the text could not be parsed as a mapping. */
  readonly spec: ModelSpec | null;
  /** The layers and where they were written; `null` if `spec` is. */
  readonly graph: LayerGraph | null;
  /** `null` if there are errors other than failed claims. */
  readonly plan: ModelPlan | null;
  /** Every claim that is reported as an error; several can be one diagnostic. */
  readonly failedClaims: readonly FailedClaim[];
}

export interface CheckOptions {
  /** Codes of warnings and notes to ignore, in addition to those in the spec's `ignore` section. */
  readonly ignore?: readonly IgnorableCode[];
  /** Lists folders relative to the spec; without it, the folders of the section `data` are not checked. */
  readonly listFolders?: ListFolders | undefined;
}

/**
 * Checks a spec, from text to plan, without a tensor library: parse, validate, expand, check. Each phase works on
 * whatever the earlier phases could determine, so that one run reports all mistakes.
 *
 * @param override replaces values of the file before anything is checked
 */
export function checkSpec(
  source: SourceFile,
  vocabulary: SpecVocabulary,
  override?: (document: LocatedDocument) => void,
  { ignore = [], listFolders }: CheckOptions = {},
): CheckedSpec {
  const parsed = parseYaml(source);
  if (!parsed.document)
    return {
      diagnostics: limitDiagnostics(parsed.diagnostics),
      spec: null,
      graph: null,
      plan: null,
      failedClaims: [],
    };
  override?.(parsed.document);

  const { spec, diagnostics: misspelled } = validate(parsed.document, vocabulary);
  const { graph, diagnostics: misconnected } = expand(spec);
  const { shapes, diagnostics: misshapen } = checkShapes(graph, spec);
  const network = { spec, graph, shapes };
  const found = [
    ...parsed.diagnostics,
    ...misspelled,
    ...misconnected,
    ...misshapen,
    ...checkClaimedKinds(spec),
    ...checkReferences(network),
    ...checkRules({ ...network, listFolders }),
  ];
  const plan = hasErrors(found) ? null : makePlan(spec, graph, shapes);

  const failed = checkClaims(network);
  const isOverridden =
    override && failed.length > 0
      ? trueWithoutOverrides(checkSpec(source, vocabulary), spec.document)
      : () => false;
  const failedClaims = failed.filter((claim) => !isOverridden(claim));
  found.push(
    ...reportFailed(spec.document, failedClaims),
    ...reportOverridden(spec.document, failed.filter(isOverridden)),
  );

  const sound = !hasErrors(found);
  // While there are errors, notes would only distract from them.
  const relevant = found.filter(({ severity }) => sound || severity !== 'note');
  const diagnostics = limitDiagnostics(
    sortDiagnostics(withoutIgnored(relevant, [...spec.ignore, ...ignore])),
  );
  return { diagnostics, spec, graph, plan, failedClaims };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

/**
 * Returns whether a failed claim is true of the file itself, `before` overrides were applied. A claim that is itself
 * overridden is not.
 */
function trueWithoutOverrides(
  before: CheckedSpec,
  overridden: LocatedDocument,
): (claim: FailedClaim) => boolean {
  if (before.plan === null) return () => false;
  const failedBefore = new Set(before.failedClaims.map(({ path }) => JSON.stringify(path)));
  return ({ path }) =>
    overridden.place(path).source === overridden.source && !failedBefore.has(JSON.stringify(path));
}
