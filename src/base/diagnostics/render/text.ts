import { escapeLine } from '../../text/escape';
import { counted } from '../../text/words';
import type { Severity } from '../codes';
import type { Diagnostic } from '../diagnostic';

/** Applies a terminal style to text. */
export type Paint = (style: 'red' | 'green' | 'yellow' | 'cyan' | 'bold' | 'dim', text: string) => string;

const plain: Paint = (_style, text) => text;

const severityStyles: Record<Severity, 'red' | 'yellow' | 'cyan'> = {
  error: 'red',
  warning: 'yellow',
  note: 'cyan',
};

/**
 * Renders diagnostics for people: position, message, the source line with the range marked, related places and hint.
 *
 * @example
 * const { diagnostics } = await validateSpec('net.yaml');
 * console.log(renderText(diagnostics));
 */
export function renderText(diagnostics: readonly Diagnostic[], paint: Paint = plain): string {
  return diagnostics.map((diagnostic) => renderOne(diagnostic, paint)).join('\n\n');
}

/** Formats counts by severity: `2 errors, 1 warning`. Empty if there are no diagnostics. */
export function countText(diagnostics: readonly Diagnostic[]): string {
  return (['error', 'warning', 'note'] as const)
    .map((severity) => ({ severity, count: diagnostics.filter((d) => d.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => counted(count, severity))
    .join(', ');
}

/** Wider lines are cut to the part around the mark. */
const frameWidth = 160;

function renderOne(diagnostic: Diagnostic, paint: Paint): string {
  const { start } = diagnostic.range;
  const style = severityStyles[diagnostic.severity];
  const gutter = ' '.repeat(String(start.line).length);
  const { line, indent, marked } = frame(diagnostic);
  const lines = [
    `${paint('bold', escapeLine(`${diagnostic.file}:${start.line}:${start.column}`))}: ${paint(style, diagnostic.severity)}: ${escapeLine(diagnostic.message)} ${paint('dim', `[${diagnostic.code}]`)}`,
    paint('dim', `${gutter} |`),
    `${paint('dim', `${start.line} |`)} ${line}`,
    `${paint('dim', `${gutter} |`)} ${indent}${paint(style, '^'.repeat(marked))}`,
    ...diagnostic.related.map(
      ({ message, file, range }) =>
        `${gutter} = ${escapeLine(`${message} (${file}:${range.start.line}:${range.start.column})`)}`,
    ),
  ];
  if (diagnostic.hint !== undefined)
    lines.push(`${gutter} = ${paint('bold', 'hint')}: ${escapeLine(diagnostic.hint)}`);
  return lines.join('\n');
}

/** Returns the line to show, the indent of the mark, and its length. Only the first line of a range is shown. */
function frame({ range: { start, end }, sourceLine }: Diagnostic): {
  line: string;
  indent: string;
  marked: number;
} {
  const last = end.line === start.line ? end.column : sourceLine.trimEnd().length + 1;
  const long = sourceLine.length > frameWidth;
  const from = long ? Math.max(0, start.column - 1 - frameWidth / 4) : 0;
  const to = long ? from + frameWidth : sourceLine.length;
  const lead = from > 0 ? '…' : '';
  const tail = to < sourceLine.length ? '…' : '';
  const before = shown(sourceLine.slice(from, start.column - 1));
  const marked = shown(sourceLine.slice(start.column - 1, Math.min(to, last - 1)));
  const after = shown(sourceLine.slice(Math.max(start.column - 1, Math.min(to, last - 1)), to));
  return {
    line: `${lead}${before}${marked}${after}${tail}`,
    indent: (lead + before).replace(/[^\t]/g, ' '),
    marked: Math.max(1, marked.length),
  };
}

/** A part of a source line with escapes, which may be longer. Tabs stay, so that the mark is below what it marks. */
function shown(part: string): string {
  return part.split('\t').map(escapeLine).join('\t');
}
