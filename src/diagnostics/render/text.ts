import type { Diagnostic, Severity } from '../diagnostic';

/** Gives a text a style of the terminal. */
export type Paint = (style: 'red' | 'yellow' | 'cyan' | 'bold' | 'dim', text: string) => string;

const plain: Paint = (_style, text) => text;

const severityStyles: Record<Severity, 'red' | 'yellow' | 'cyan'> = {
  error: 'red',
  warning: 'yellow',
  note: 'cyan',
};

/** Diagnostics as people read them: place, finding, the line with its guilty token marked, what explains it, what to do. */
export function renderText(diagnostics: readonly Diagnostic[], paint: Paint = plain): string {
  return diagnostics.map((diagnostic) => renderOne(diagnostic, paint)).join('\n\n');
}

/** `2 errors, 1 warning`; empty when there is nothing to count. */
export function countText(diagnostics: readonly Diagnostic[]): string {
  return (['error', 'warning', 'note'] as const)
    .map((severity) => ({ severity, count: diagnostics.filter((d) => d.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}${count === 1 ? '' : 's'}`)
    .join(', ');
}

function renderOne(diagnostic: Diagnostic, paint: Paint): string {
  const { start, end } = diagnostic.range;
  const style = severityStyles[diagnostic.severity];
  const gutter = ' '.repeat(String(start.line).length);
  const marked =
    end.line === start.line
      ? Math.max(1, end.column - start.column)
      : Math.max(1, diagnostic.sourceLine.trimEnd().length - start.column + 1);
  const indent = diagnostic.sourceLine.slice(0, start.column - 1).replace(/[^\t]/g, ' ');
  const lines = [
    `${paint('bold', `${diagnostic.file}:${start.line}:${start.column}`)}: ${paint(style, diagnostic.severity)}: ${diagnostic.message} ${paint('dim', `[${diagnostic.code}]`)}`,
    paint('dim', `${gutter} |`),
    `${paint('dim', `${start.line} |`)} ${diagnostic.sourceLine}`,
    `${paint('dim', `${gutter} |`)} ${indent}${paint(style, '^'.repeat(marked))}`,
    ...diagnostic.related.map(
      ({ message, file, range }) =>
        `${gutter} = ${message} (${file}:${range.start.line}:${range.start.column})`,
    ),
  ];
  if (diagnostic.hint !== undefined) lines.push(`${gutter} = ${paint('bold', 'hint')}: ${diagnostic.hint}`);
  return lines.join('\n');
}
