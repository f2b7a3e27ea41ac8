import {
  type DiagnosticCode,
  diagnosticCodeList,
  type IgnorableCode,
  isDiagnosticCode,
  severityByCode,
} from './codes';
import type { Diagnostic, Suggestion } from './diagnostic';
import { didYouMean, misspelling } from './suggest';

/** In the order of the table of codes. */
export const ignorableCodes: readonly IgnorableCode[] = diagnosticCodeList.filter(
  (code): code is IgnorableCode => severityByCode[code] !== 'error',
);

export function isIgnorable(code: string): code is IgnorableCode {
  return (ignorableCodes as readonly string[]).includes(code);
}

/** Why a word cannot be ignored, for the section `ignore` and for `--ignore`; `null` when it can. */
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
      hint: 'remove it here, and mend what the error is about',
    };
  }
  const full = ignorableCodes.find((known) => known.endsWith(`/${code}`));
  return {
    code: 'ignore/unknown-code',
    ...didYouMean(
      `no diagnostic has the code "${code}"`,
      full === undefined ? misspelling(code, ignorableCodes) : { written: code, text: full, certain: true },
      'docs/diagnostics.md lists the codes; those of warnings and notes can be ignored',
    ),
  };
}

/** The diagnostics but those of these codes. Errors stay, whatever `codes` says. */
export function withoutIgnored(
  diagnostics: readonly Diagnostic[],
  codes: readonly DiagnosticCode[],
): Diagnostic[] {
  return diagnostics.filter(({ code, severity }) => severity === 'error' || !codes.includes(code));
}
