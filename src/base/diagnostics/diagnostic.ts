import type { LocatedDocument, Path, Place } from '../source/located-document';
import type { Range } from '../source/source-file';
import { type DiagnosticCode, type Severity, severityByCode } from './codes';

/** A second place that explains the first. */
export interface RelatedPlace {
  /** Completes the sentence that starts with the diagnostic's message. */
  readonly message: string;
  /** Name of the file, as the caller gave it. */
  readonly file: string;
  /** Where in that file. */
  readonly range: Range;
}

/** What a finding proposes to write, before it is known how it stands in the text. */
export interface Suggestion {
  /** The word that is wrong, without its quotes. */
  readonly written: string;
  readonly text: string;
  /** Whether it is surely what the author meant, so that a program may write it. */
  readonly certain: boolean;
  /** Whether quotes around it go: the text stands for a number or for true or false. */
  readonly unquoted?: boolean;
}

/** A change of the file: `text` in place of what stands in `range`, quotes included where they belong to it. */
export interface Edit {
  /** What to replace. */
  readonly range: Range;
  /** The replacement. */
  readonly text: string;
  /** Whether it is surely what the author meant: `--fix` makes these and no others. */
  readonly certain: boolean;
}

/** One finding about a spec: plain data, positions from 1, the end just behind the last character. */
export interface Diagnostic {
  /** Identifies the kind of problem; stable across versions. */
  readonly code: DiagnosticCode;
  /** Follows from `code`; see `diagnosticCodes`. */
  readonly severity: Severity;
  /** What is wrong, with what was expected and received. The wording may change at any time. */
  readonly message: string;
  /** Name of the spec's file, as the caller gave it; `<yaml>` or `<defineSpec>` for a spec without a file. */
  readonly file: string;
  /** The smallest part of the text that is wrong. */
  readonly range: Range;
  /** Keys from the root of the spec to what is wrong. */
  readonly path: Path;
  /** Other places that explain this one; empty when there are none. */
  readonly related: readonly RelatedPlace[];
  /** What to do, in a few words. */
  readonly hint?: string;
  /** The change that mends it, where one can be proposed. */
  readonly suggestion?: Edit;
  /** The marked lines of the text, for rendering without the file. */
  readonly sourceLine: string;
}

/** The characters from `offset` to before `end` of a value that is `text`. */
interface TextPart {
  readonly text: string;
  readonly offset: number;
  readonly end: number;
}

export interface Finding {
  readonly path: Path;
  /** Whether the key or the value is guilty; `value` unless given. */
  readonly at?: 'key' | 'value';
  /** The guilty characters, where only a part of a text is wrong. */
  readonly part?: TextPart;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly suggestion?: Suggestion | undefined;
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
  const whole = document.place(finding.path, finding.at ?? 'value');
  const place = finding.part ? within(whole, finding.part) : whole;
  // What came through an alias is mended where it stands.
  const edited = finding.part || finding.at === 'key' ? place : document.definition(finding.path);
  return diagnosticAt(place, code, { ...finding, related }, edited);
}

/** Makes a diagnostic of `code` at a place that is known already. */
export function diagnosticAt(
  place: Place,
  code: DiagnosticCode,
  finding: Omit<Finding, 'related' | 'at' | 'part'> & { readonly related?: readonly RelatedPlace[] },
  edited: Place = place,
): Diagnostic {
  const suggestion = finding.suggestion && place.source === edited.source && edit(edited, finding.suggestion);
  return {
    code,
    severity: severityByCode[code],
    message: finding.message,
    ...fileAndRange(place),
    path: finding.path,
    related: finding.related ?? [],
    ...(finding.hint === undefined ? {} : { hint: finding.hint }),
    ...(suggestion ? { suggestion } : {}),
    sourceLine: place.source.line(place.range.start.line),
  };
}

/** The place of a part of a scalar; that of the whole scalar where escapes make it unclear which characters are meant. */
function within({ source, range }: Place, { text, offset, end }: TextPart): Place {
  const { line: number, column: first } = range.start;
  const line = source.line(number);
  // The text begins at the scalar's first character, or after its quote.
  const start = [first, first + 1].find((column) => line.startsWith(text, column - 1));
  if (start === undefined) return { source, range };
  return {
    source,
    range: { start: { line: number, column: start + offset }, end: { line: number, column: start + end } },
  };
}

/** Of each severity so many findings are shown of one spec. */
export const maxFindings = 200;

/** The first findings of each severity, and where there were more a last one that says so. */
export function firstFindings(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const counts = new Map<Severity, number>();
  const shown = diagnostics.filter(({ severity }) => {
    const count = (counts.get(severity) ?? 0) + 1;
    counts.set(severity, count);
    return count <= maxFindings;
  });
  const last = shown.at(-1);
  if (!last || shown.length === diagnostics.length) return diagnostics;
  const { hint: _hint, suggestion: _suggestion, ...place } = last;
  const more = (diagnostics.length - shown.length).toLocaleString('en-US');
  return [
    ...shown,
    {
      ...place,
      code: 'spec/too-many-findings',
      severity: severityByCode['spec/too-many-findings'],
      message: `there are ${more} more findings: the first ${maxFindings} of each severity are shown`,
      related: [],
      hint: 'mend these first: many mistakes often have one cause',
    },
  ];
}

/**
 * By file, then by place; equal places keep the order in which they were found. What a template has wrong is found at
 * each of its uses: it stays once.
 */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const once = new Map<string, Diagnostic>();
  for (const found of diagnostics) {
    const { code, file, range, message } = found;
    const key = JSON.stringify([code, file, range, message]);
    if (!once.has(key)) once.set(key, found);
  }
  return [...once.values()].sort(
    (a, b) =>
      a.file.localeCompare(b.file) ||
      a.range.start.line - b.range.start.line ||
      a.range.start.column - b.range.start.column,
  );
}

/** The suggestion as a change of the text: none where the text spells the word in a way of its own (escapes, folding). */
function edit({ source, range }: Place, { written, text, certain, unquoted }: Suggestion): Edit | undefined {
  if (range.start.line !== range.end.line) return undefined;
  const marked = source.line(range.start.line).slice(range.start.column - 1, range.end.column - 1);
  const quote = marked === `"${written}"` ? '"' : marked === `'${written}'` ? "'" : '';
  if (quote === '' && (marked !== written || unquoted)) return undefined;
  return { range, text: unquoted ? text : quote + text + quote, certain };
}

function fileAndRange({ source, range }: Place): { file: string; range: Range } {
  return { file: source.name, range };
}
