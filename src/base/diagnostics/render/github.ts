import { escapeLine } from '../../text/escape';
import type { Diagnostic } from '../diagnostic';
import { diagnosticsOf, portablePath, type Report } from './report';

const commands = { error: 'error', warning: 'warning', note: 'notice' } as const;

/** Renders a report as workflow commands, one per line. GitHub shows them as annotations of the changed lines. */
export function renderGithub(report: Report): string {
  const unread = report.unread.map(({ message, hint }) => command('error', {}, [message, hint]));
  return [...diagnosticsOf(report).map((diagnostic) => annotation(diagnostic, report.root)), ...unread].join(
    '\n',
  );
}

function annotation(diagnostic: Diagnostic, root: string): string {
  const { start, end } = diagnostic.range;
  const place = {
    file: portablePath(diagnostic.file, root),
    line: start.line,
    endLine: end.line,
    // GitHub only accepts columns for ranges within one line.
    ...(start.line === end.line ? { col: start.column, endColumn: end.column } : {}),
    title: diagnostic.code,
  };
  return command(commands[diagnostic.severity], place, [
    diagnostic.message,
    ...diagnostic.related.map(
      ({ message, file, range }) =>
        `${message} (${portablePath(file, root)}:${range.start.line}:${range.start.column})`,
    ),
    diagnostic.hint && `hint: ${diagnostic.hint}`,
  ]);
}

function command(
  name: string,
  properties: Readonly<Record<string, string | number>>,
  lines: readonly (string | undefined)[],
): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  const message = lines.flatMap((line) => (line === undefined ? [] : [escapeLine(line)])).join('\n');
  return `::${name}${list.length > 0 ? ` ${list.join(',')}` : ''}::${escapeData(message)}`;
}

/** The runner decodes these escapes, and no others. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(escapeLine(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
