import {
  type DiagnosticCode,
  diagnosticCodeList,
  type IgnorableCode,
  isDiagnosticCode,
  severityByCode,
} from './codes';
import type { Diagnostic, Suggestion } from './diagnostic';
import { didYouMean, misspelling } from './suggest';

/** All codes that can be ignored, in the order of the table of codes. */
export const ignorableCodes: readonly IgnorableCode[] = diagnosticCodeList.filter(
  (code): code is IgnorableCode => severityByCode[code] !== 'error',
);

export function isIgnorable(code: string): code is IgnorableCode {
  return (ignorableCodes as readonly string[]).includes(code);
}

/** Explains why a code cannot be ignored, for the section `ignore` and for `--ignore`. `null` if it can. */
export function ignoreProblem(code: string): {
  readonly code: 'ignore/unknown-code' | 'ignore/error-code';
  readonly message: string;
  readonly hint?: string;
  readonly suggestion?: Suggestion;
} | null {
  if (isIgnorable(code)) return null;
  if (isDiagnosticCode(code)) {
    return {
      code: 'ignore/error-code',
      message: `"${code}" is an error and cannot be ignored`,
      hint: 'remove it here and fix the error',
    };
  }
  const full = ignorableCodes.find((known) => known.endsWith(`/${code}`));
  return {
    code: 'ignore/unknown-code',
    ...didYouMean(
      `unknown diagnostic code "${code}"`,
      full === undefined ? misspelling(code, ignorableCodes) : { written: code, text: full, certain: true },
      'see docs/diagnostics.md for the codes; only warnings and notes can be ignored',
    ),
  };
}

/** Removes diagnostics with these codes. Errors are always kept. */
export function withoutIgnored(
  diagnostics: readonly Diagnostic[],
  codes: readonly DiagnosticCode[],
): Diagnostic[] {
  const ignored = new Set(codes);
  return diagnostics.filter(({ code, severity }) => severity === 'error' || !ignored.has(code));
}
