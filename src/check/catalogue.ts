import {
  type CodeDocumentation,
  type DiagnosticCode,
  diagnosticCodeList,
  type SeverityOf,
} from '../base/diagnostics/codes';
import { phaseDiagnostics } from './phase-diagnostics';
import { networkRules, trainingRules } from './rules/check-rules';

const documentation: Readonly<Record<string, CodeDocumentation>> = {
  ...phaseDiagnostics,
  ...Object.fromEntries([...trainingRules, ...networkRules].map((rule) => [rule.code, rule])),
};

/**
 * The documentation of every code, in the order of the table of codes. The type of {@link phaseDiagnostics} guarantees
 * that it is complete: it requires every code without a listed rule.
 */
export const catalogue = Object.fromEntries(
  diagnosticCodeList.map((code) => [code, documentation[code]]),
) as { readonly [C in DiagnosticCode]: CodeDocumentation<C> };

/** What there is to know about each code without its documentation. */
export type DiagnosticCodes = {
  readonly [C in DiagnosticCode]: {
    /** How grave it is. */
    readonly severity: SeverityOf<C>;
    /** The rule that it reports as broken, in one sentence. */
    readonly about: string;
  };
};

/** Every diagnostic code with its severity and the law that it reports as broken. */
export const diagnosticCodes: DiagnosticCodes = Object.fromEntries(
  Object.entries(catalogue).map(([code, { severity, law }]) => [code, { severity, about: law }]),
) as DiagnosticCodes;
