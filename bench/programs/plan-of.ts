import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { checkSpec } from '../../src/check-spec';
import { renderText } from '../../src/diagnostics/render/text';
import type { ModelPlan } from '../../src/plan/model-plan';
import { SourceFile } from '../../src/source/source-file';
import { applyOverrides } from '../../src/spec/overrides';
import { vocabularyWith } from '../../src/vocabulary';

/** The plan of the spec at `path`, with `key=value` put over what it says. */
export function planOf(path: string, overrides: readonly string[] = []): ModelPlan {
  const values = overrides.map((text) => {
    const equals = text.indexOf('=');
    return [text.slice(0, equals), parse(text.slice(equals + 1))] as const;
  });
  const { plan, diagnostics } = checkSpec(
    new SourceFile(path, readFileSync(path, 'utf8')),
    vocabularyWith(),
    (document) => applyOverrides(document, Object.fromEntries(values)),
  );
  if (plan === null) throw new Error(renderText(diagnostics));
  return plan;
}
