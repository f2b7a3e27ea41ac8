import type { LocatedDocument, Path, Place } from '../source/located-document';
import type { Range } from '../source/source-file';
import { type DiagnosticCode, diagnosticCodes } from './codes';

export type Severity = 'error' | 'warning' | 'note';

/** A second place that explains the first. */
export interface RelatedPlace {
  readonly message: string;
  readonly file: string;
  readonly range: Range;
}

/** One finding about a spec: plain data, positions from 1, the end just behind the last character. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly range: Range;
  /** Keys from the root of the spec to what is wrong. */
  readonly path: Path;
  readonly related: readonly RelatedPlace[];
  /** What to do, in a few words. */
  readonly hint?: string;
  /** What to write in place of the marked text. */
  readonly suggestion?: string;
  /** The marked lines of the text, for rendering without the file. */
  readonly sourceLine: string;
}

export interface Finding {
  readonly path: Path;
  /** Whether the key or the value is guilty; `value` unless given. */
  readonly at?: 'key' | 'value';
  readonly message: string;
  readonly hint?: string | undefined;
  readonly suggestion?: string | undefined;
  readonly related?: readonly {
    readonly message: string;
    readonly path: Path;
    readonly at?: 'key' | 'value';
  }[];
}

/** Makes a diagnostic of `code` by looking up where `finding.path` stands in the document. */
export function diagnose(document: LocatedDocument, code: DiagnosticCode, finding: Finding): Diagnostic {
  const related = (finding.related ?? []).map(({ message, path, at }) => ({
    message,
    ...fileAndRange(document.place(path, at ?? 'value')),
  }));
  return diagnosticAt(document.place(finding.path, finding.at ?? 'value'), code, { ...finding, related });
}

/** Makes a diagnostic of `code` at a place that is known already. */
export function diagnosticAt(
  place: Place,
  code: DiagnosticCode,
  finding: Omit<Finding, 'related' | 'at'> & { readonly related?: readonly RelatedPlace[] },
): Diagnostic {
  return {
    code,
    severity: diagnosticCodes[code].severity,
    message: finding.message,
    ...fileAndRange(place),
    path: finding.path,
    related: finding.related ?? [],
    ...(finding.hint === undefined ? {} : { hint: finding.hint }),
    ...(finding.suggestion === undefined ? {} : { suggestion: finding.suggestion }),
    sourceLine: place.source.line(place.range.start.line),
  };
}

/** By file, then by place; equal places keep the order in which they were found. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      a.file.localeCompare(b.file) ||
      a.range.start.line - b.range.start.line ||
      a.range.start.column - b.range.start.column,
  );
}

function fileAndRange({ source, range }: Place): { file: string; range: Range } {
  return { file: source.name, range };
}
