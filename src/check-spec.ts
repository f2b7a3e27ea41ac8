import { type Diagnostic, sortDiagnostics } from './diagnostics/diagnostic';
import { checkClaims } from './plan/check-claims';
import { checkPolicy } from './plan/check-policy';
import { checkShapes } from './plan/check-shapes';
import { expand } from './plan/expand';
import { makePlan } from './plan/make-plan';
import type { ModelPlan } from './plan/model-plan';
import type { LocatedDocument } from './source/located-document';
import type { SourceFile } from './source/source-file';
import { parseYaml } from './source/yaml';
import type { ModelSpec, SpecVocabulary } from './spec/model-spec';
import { validate } from './spec/validate';

export interface CheckedSpec {
  /** Sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
  /** `null` when the text could not be understood as a mapping. */
  readonly spec: ModelSpec | null;
  /** `null` when there are errors. */
  readonly plan: ModelPlan | null;
}

/**
 * The way of a spec from text to plan, without any tensor library: parse, validate, expand, check. A later phase runs
 * on whatever the earlier ones could make out, so that all mistakes are reported in one run.
 *
 * @param override puts values over what the file says, before anything is checked.
 */
export function checkSpec(
  source: SourceFile,
  vocabulary: SpecVocabulary,
  override?: (document: LocatedDocument) => void,
): CheckedSpec {
  const parsed = parseYaml(source);
  if (!parsed.document) return { diagnostics: parsed.diagnostics, spec: null, plan: null };
  override?.(parsed.document);

  const validated = validate(parsed.document, vocabulary);
  const expanded = expand(validated.spec);
  const checked = checkShapes(expanded.graph, validated.spec);
  const diagnostics = sortDiagnostics([
    ...parsed.diagnostics,
    ...validated.diagnostics,
    ...expanded.diagnostics,
    ...checked.diagnostics,
    ...checkClaims(expanded.graph, checked.shapes, validated.spec),
    ...checkPolicy(validated.spec),
  ]);
  const plan = diagnostics.some((diagnostic) => diagnostic.severity === 'error')
    ? null
    : makePlan(validated.spec, expanded.graph, checked.shapes);
  return { diagnostics, spec: validated.spec, plan };
}
