import { SourceFile } from '../../../../src/base/source/source-file';
import { checkSpec } from '../../../../src/check/check-spec';
import type { ModelPlan } from '../../../../src/check/model-plan';
import { vocabularyWith } from '../../../../src/language/vocabulary';

/** The plan of a spec without errors. */
export function planFromSpec(yaml: string): ModelPlan {
  const { plan, diagnostics } = checkSpec(new SourceFile('spec.yaml', yaml), vocabularyWith());
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return plan;
}
