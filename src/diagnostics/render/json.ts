import type { Diagnostic } from '../diagnostic';

/** Diagnostics for machines: `{ diagnostics, counts }`. */
export function renderJson(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic['severity']) =>
    diagnostics.filter((d) => d.severity === severity).length;
  const counts = { errors: count('error'), warnings: count('warning'), notes: count('note') };
  return JSON.stringify({ diagnostics: diagnostics.map(({ sourceLine, ...rest }) => rest), counts }, null, 2);
}
