import { readFileSync } from 'node:fs';
import type { Diagnostic } from '../../src/base/diagnostics/diagnostic';
import { decodeSource } from '../../src/base/source/read-source';
import { type CheckedSpec, type CheckOptions, checkSpec } from '../../src/check/check-spec';
import type { ModelPlan } from '../../src/check/model-plan';
import { vocabularyWith } from '../../src/language/vocabulary';

/** Checks a file of the repository, by its path from the root. */
export function checkFile(path: string, options: CheckOptions = {}): CheckedSpec {
  return checkSpec(decodeSource(path, readFileSync(path)), vocabularyWith(), undefined, options);
}

/** Checks YAML text under the name `spec.yaml`. */
export function checkText(text: string, options: CheckOptions = {}): CheckedSpec {
  const source = decodeSource('spec.yaml', new TextEncoder().encode(text));
  return checkSpec(source, vocabularyWith(), undefined, options);
}

/** The plan of a valid spec in the repository. */
export const planOfFile = (path: string) => planOf(checkFile(path));

/** The plan of valid YAML text. */
export const planOfText = (text: string) => planOf(checkText(text));

function planOf({ plan, diagnostics }: CheckedSpec): ModelPlan {
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan;
}

/** Errors and warnings in YAML text, as `line:column code message`. */
export function found(text: string): string[] {
  return withoutNotes(checkText(text).diagnostics).map(
    ({ code, message, range: { start } }) => `${start.line}:${start.column} ${code} ${message}`,
  );
}

/** Errors and warnings, of which tests of other things expect none. */
export function withoutNotes(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity !== 'note');
}
