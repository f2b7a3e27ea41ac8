import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { renderText } from '../../src/base/diagnostics/render/text';
import { SourceFile } from '../../src/base/source/source-file';
import { checkSpec } from '../../src/check/check-spec';
import type { ModelPlan } from '../../src/check/model-plan';
import { applyOverrides } from '../../src/language/overrides';
import { vocabularyWith } from '../../src/language/vocabulary';

/** The plan of the spec at `path`, with `key=value` overrides. */
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
