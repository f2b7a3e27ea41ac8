import { diagnosticsOf, type Report } from './report';

/** Renders a report as JSON: `{ diagnostics, counts, fixed, updated, unread }`. */
export function renderJson(report: Report): string {
  const diagnostics = diagnosticsOf(report);
  const count = (severity: string) => diagnostics.filter((d) => d.severity === severity).length;
  return JSON.stringify(
    {
      diagnostics: diagnostics.map(({ sourceLine, ...rest }) => rest),
      counts: { errors: count('error'), warnings: count('warning'), notes: count('note') },
      fixed: report.fixed,
      updated: report.updated,
      unread: report.unread,
    },
    null,
    2,
  );
}
