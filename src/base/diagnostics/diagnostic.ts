import type { LocatedDocument, Path, Place } from '../source/located-document';
import type { Range } from '../source/source-file';
import { type DiagnosticCode, type Severity, severityByCode } from './codes';

/** Another place in the text that helps to explain a diagnostic. */
export interface RelatedPlace {
  /** Completes the sentence that starts with the diagnostic's message. */
  readonly message: string;
  /** Name of the file, as the caller gave it. */
  readonly file: string;
  /** Where in that file. */
  readonly range: Range;
}

/** A proposed correction of a word, before its exact spelling in the text (quotes, escapes) is known. */
export interface Suggestion {
  /** The wrong word, without quotes. */
  readonly written: string;
  readonly text: string;
  /** Whether the correction is unambiguous, so that `--fix` may apply it. */
  readonly certain: boolean;
  /** Whether to remove the quotes around it, because the text is meant as a number or as true or false. */
  readonly unquoted?: boolean;
}

/** A change of the file: replaces the contents of `range`, including quotes, with `text`. */
export interface Edit {
  /** What to replace. */
  readonly range: Range;
  /** The replacement. */
  readonly text: string;
  /** Whether the change is unambiguous. `--fix` applies only such edits. */
  readonly certain: boolean;
}

/** A problem in a spec, as plain data. Positions start at 1; the end is just after the last character. */
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
  /** Keys from the root of the spec to the problem. */
  readonly path: Path;
  /** Other places that explain this one; empty when there are none. */
  readonly related: readonly RelatedPlace[];
  /** What to do, in a few words. */
  readonly hint?: string;
  /** The edit that fixes it, if one can be proposed. */
  readonly suggestion?: Edit;
  /** The first line of the range, for rendering without the file. */
  readonly sourceLine: string;
}

/** The characters from `offset` up to, but not including, `end` of the value `text`. */
interface TextPart {
  readonly text: string;
  readonly offset: number;
  readonly end: number;
}

/** What {@link diagnose} needs to create a diagnostic. */
export interface DiagnosticInput {
  readonly path: Path;
  /** Whether to mark the key or the value. Default: `value`. */
  readonly at?: 'key' | 'value';
  /** The characters to mark if only a part of a text is wrong. */
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

/** Creates a diagnostic with the position of `input.path` in the document. */
export function diagnose(
  document: LocatedDocument,
  code: DiagnosticCode,
  input: DiagnosticInput,
): Diagnostic {
  const related = (input.related ?? []).map(({ message, path, at }) => ({
    message,
    ...fileAndRange(document.place(path, at ?? 'value')),
  }));
  const whole = document.place(input.path, input.at ?? 'value');
  const place = input.part ? within(whole, input.part) : whole;
  // A value that comes from an alias is fixed where the value itself is written.
  const edited = input.part || input.at === 'key' ? place : document.definition(input.path);
  return diagnosticAt(place, code, { ...input, related }, edited);
}

/** Creates a diagnostic at a known place. */
export function diagnosticAt(
  place: Place,
  code: DiagnosticCode,
  input: Omit<DiagnosticInput, 'related' | 'at' | 'part'> & { readonly related?: readonly RelatedPlace[] },
  edited: Place = place,
): Diagnostic {
  const suggestion = input.suggestion && place.source === edited.source && edit(edited, input.suggestion);
  return {
    code,
    severity: severityByCode[code],
    message: input.message,
    ...fileAndRange(place),
    path: input.path,
    related: input.related ?? [],
    ...(input.hint === undefined ? {} : { hint: input.hint }),
    ...(suggestion ? { suggestion } : {}),
    sourceLine: place.source.line(place.range.start.line),
  };
}

/** Finds the place of a part of a scalar. Returns the whole scalar if escapes make the characters ambiguous. */
function within({ source, range }: Place, { text, offset, end }: TextPart): Place {
  const { line: number, column: first } = range.start;
  const line = source.line(number);
  // The text starts at the scalar's first character, or after its quote.
  const start = [first, first + 1].find((column) => line.startsWith(text, column - 1));
  if (start === undefined) return { source, range };
  return {
    source,
    range: { start: { line: number, column: start + offset }, end: { line: number, column: start + end } },
  };
}

/** The most diagnostics of each severity that are reported for one spec. */
const maxDiagnostics = 200;

/** Keeps the first diagnostics of each severity. If there were more, adds a last one that reports how many. */
export function limitDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const counts = new Map<Severity, number>();
  const shown = diagnostics.filter(({ severity }) => {
    const count = (counts.get(severity) ?? 0) + 1;
    counts.set(severity, count);
    return count <= maxDiagnostics;
  });
  const last = shown.at(-1);
  if (!last || shown.length === diagnostics.length) return diagnostics;
  const { hint: _hint, suggestion: _suggestion, ...place } = last;
  const more = (diagnostics.length - shown.length).toLocaleString('en-US');
  return [
    ...shown,
    {
      ...place,
      code: 'spec/too-many-diagnostics',
      severity: severityByCode['spec/too-many-diagnostics'],
      message: `only the first ${maxDiagnostics} diagnostics of each severity are shown (${more} more omitted)`,
      related: [],
      hint: 'fix these first: many problems often share one cause',
    },
  ];
}

/**
 * Sorts by file, then by position; diagnostics at the same position keep their order. Removes duplicates: a mistake in
 * a template is found once per use of the template.
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
      (a.file === b.file ? 0 : a.file.localeCompare(b.file)) ||
      a.range.start.line - b.range.start.line ||
      a.range.start.column - b.range.start.column,
  );
}

/** Converts a suggestion to an edit. Returns `undefined` if the text spells the word differently (escapes, folding). */
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
