import { checkSpec } from '../../../src/check-spec';
import type { ModelPlan } from '../../../src/plan/model-plan';
import { SourceFile } from '../../../src/source/source-file';
import { vocabularyWith } from '../../../src/vocabulary';

/** The plan of a spec without mistakes. */
export function planFromSpec(yaml: string): ModelPlan {
  const { plan, diagnostics } = checkSpec(new SourceFile('spec.yaml', yaml), vocabularyWith());
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return plan;
}
