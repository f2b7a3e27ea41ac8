import type { IgnorableCode } from '../base/diagnostics/codes';
import { type Diagnostic, firstFindings, sortDiagnostics } from '../base/diagnostics/diagnostic';
import { withoutIgnored } from '../base/diagnostics/ignore';
import type { LocatedDocument } from '../base/source/located-document';
import type { SourceFile } from '../base/source/source-file';
import { parseYaml } from '../base/source/yaml';
import type { ModelSpec, SpecVocabulary } from '../language/model-spec';
import { validate } from '../language/validate';
import { checkReferences } from './check-references';
import { checkShapes } from './check-shapes';
import { checkClaims } from './claims/check-claims';
import { expand } from './expand';
import type { LayerGraph } from './layer-graph';
import type { ModelPlan } from './model-plan';
import { makePlan } from './model-plan';
import { checkRules } from './rules/check-rules';

export interface CheckedSpec {
  /** Sorted by place. Notes are among them only when there are no errors. */
  readonly diagnostics: readonly Diagnostic[];
  /** `null` when the text could not be understood as a mapping. */
  readonly spec: ModelSpec | null;
  /** The layers and where they were written; `null` as `spec`. */
  readonly graph: LayerGraph | null;
  /** `null` when there are errors. */
  readonly plan: ModelPlan | null;
}

export interface CheckOptions {
  /** Codes of warnings and notes to leave out, besides those of the spec's own section `ignore`. */
  readonly ignore?: readonly IgnorableCode[];
}

/**
 * Checks a spec, from text to plan, without any tensor library: parse, validate, expand, check. A later phase runs
 * on whatever the earlier ones could make out, so that all mistakes are reported in one run.
 *
 * @param override puts values over what the file says, before anything is checked.
 */
export function checkSpec(
  source: SourceFile,
  vocabulary: SpecVocabulary,
  override?: (document: LocatedDocument) => void,
  { ignore = [] }: CheckOptions = {},
): CheckedSpec {
  const parsed = parseYaml(source);
  if (!parsed.document)
    return { diagnostics: firstFindings(parsed.diagnostics), spec: null, graph: null, plan: null };
  override?.(parsed.document);

  const { spec, diagnostics: misspelt } = validate(parsed.document, vocabulary);
  const { graph, diagnostics: misconnected } = expand(spec);
  const { shapes, diagnostics: misshapen } = checkShapes(graph, spec);
  const network = { spec, graph, shapes };
  const found = [
    ...parsed.diagnostics,
    ...misspelt,
    ...misconnected,
    ...misshapen,
    ...checkClaims(network),
    ...checkReferences(network),
    ...checkRules(network),
  ];
  const sound = !found.some(({ severity }) => severity === 'error');
  // Notes are for a spec that holds: until then they would stand between the author and what is wrong.
  const worthTelling = found.filter(({ severity }) => sound || severity !== 'note');
  const diagnostics = firstFindings(
    sortDiagnostics(withoutIgnored(worthTelling, [...spec.ignore, ...ignore])),
  );
  return { diagnostics, spec, graph, plan: sound ? makePlan(spec, graph, shapes) : null };
}
