/**
 * How grave a diagnostic is: an `error` cannot work, a `warning` is almost certainly unintended, a `note` is worth
 * knowing.
 */
export type Severity = 'error' | 'warning' | 'note';

/**
 * The severity of every diagnostic code. Codes are never renamed. Each has a fixture in test/fixtures/invalid and an
 * entry in docs/diagnostics.md, whose text is declared by the rule of the code in src/check/rules, or in
 * src/check/phase-diagnostics.ts.
 */
export const severityByCode = {
  'yaml/too-large': 'error',
  'yaml/not-text': 'error',
  'yaml/syntax': 'error',
  'yaml/duplicate-key': 'error',
  'yaml/unresolved-alias': 'error',
  'yaml/cyclic-alias': 'error',
  'yaml/too-deep': 'error',
  'spec/wrong-type': 'error',
  'spec/missing-key': 'error',
  'spec/unknown-key': 'error',
  'spec/unknown-value': 'error',
  'spec/out-of-range': 'error',
  'spec/invalid-value': 'error',
  'spec/too-many-diagnostics': 'warning',
  'graph/duplicate-name': 'error',
  'graph/unknown-input': 'error',
  'graph/input-count': 'error',
  'graph/unused-block': 'error',
  'graph/recursive-template': 'error',
  'graph/unused-template': 'warning',
  'graph/too-many-layers': 'error',
  'shape/empty-output': 'error',
  'shape/wrong-rank': 'error',
  'shape/merge-mismatch': 'error',
  'shape/reshape-mismatch': 'error',
  'shape/too-large': 'error',
  'shape/class-mismatch': 'error',
  'claim/output': 'error',
  'claim/params': 'error',
  'claim/macs': 'error',
  'claim/layers': 'error',
  'claim/option': 'error',
  'claim/overridden': 'note',
  'policy/unknown-monitor': 'error',
  'policy/path-template': 'error',
  'policy/path-escapes': 'error',
  'policy/unusable-path': 'error',
  'policy/same-path': 'error',
  'policy/reserved-variable': 'error',
  'policy/loss-activation': 'warning',
  'policy/slow-loss': 'note',
  'policy/duplicate-metric': 'warning',
  'policy/trivial-metric': 'warning',
  'policy/idle-callback': 'warning',
  'policy/nothing-trainable': 'warning',
  'policy/learning-rate-conflict': 'warning',
  'policy/learning-rate-range': 'warning',
  'policy/class-folders': 'warning',
  'regularity/dropped-rows': 'note',
  'regularity/skipped-rows': 'warning',
  'regularity/idle-pool': 'warning',
  'regularity/idle-activation': 'warning',
  'regularity/idle-freeze': 'warning',
  'regularity/hidden-softmax': 'warning',
  'regularity/linear-stack': 'warning',
  'regularity/cancelled-bias': 'note',
  'regularity/dropout-before-batch-norm': 'note',
  'regularity/output-dropout': 'warning',
  'limit/params': 'error',
  'limit/macs': 'error',
  'limit/activation-memory': 'error',
  'limit/model-size': 'error',
  'weights/initial': 'error',
  'backend/missing-kernel': 'error',
  'backend/out-of-memory': 'error',
  'ignore/unknown-code': 'error',
  'ignore/error-code': 'error',
} as const satisfies Record<string, Severity>;

/** The stable code of a diagnostic, `<phase>/<name>`; docs/diagnostics.md has an entry for each. */
export type DiagnosticCode = keyof typeof severityByCode;

/** The severity of one code. */
export type SeverityOf<C extends DiagnosticCode> = (typeof severityByCode)[C];

/** Codes of warnings and notes, which can be ignored. */
export type IgnorableCode = {
  [C in DiagnosticCode]: SeverityOf<C> extends 'error' ? never : C;
}[DiagnosticCode];

/** All codes, in the order of {@link severityByCode}. */
export const diagnosticCodeList = Object.keys(severityByCode) as readonly DiagnosticCode[];

/** The documentation of a code, shown in docs/diagnostics.md, by `convspec explain` and in SARIF. */
export type CodeDocumentation<C extends DiagnosticCode = DiagnosticCode> = {
  readonly severity: SeverityOf<C>;
  /** What is true of every correct spec, in one sentence. */
  readonly law: string;
  /** Why breaking the law is a mistake. */
  readonly why: string;
  readonly howToFix: string;
} & (C extends IgnorableCode
  ? { /** When it is fine to ignore the diagnostic. */ readonly ignoreWhen: string }
  : { readonly ignoreWhen?: never });

export function isDiagnosticCode(word: string): word is DiagnosticCode {
  return Object.hasOwn(severityByCode, word);
}
