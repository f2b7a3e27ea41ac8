import { SourceFile } from '../source/source-file';
import type { Diagnostic, Edit } from './diagnostic';

/** The result of {@link fix}: the new text, the number of changes, and the diagnostics that remain. */
export interface Fixed {
  readonly file: SourceFile;
  readonly fixed: number;
  readonly remaining: readonly Diagnostic[];
}

/** A fix may uncover another problem that can be fixed. A real spec needs far fewer rounds than this. */
const maxRounds = 10;

/**
 * Applies every unambiguous edit that the diagnostics of a text propose, then checks the result, until nothing is left
 * to apply. Only the marked words change: comments, line breaks and quotes are kept. A round that would introduce YAML
 * errors is discarded.
 *
 * @param check returns the diagnostics of a text; called once for `file` itself.
 */
export function fix(file: SourceFile, check: (file: SourceFile) => readonly Diagnostic[]): Fixed {
  let state: Fixed = { file, fixed: 0, remaining: check(file) };
  for (let round = 0; round < maxRounds; round++) {
    const edits = certainEdits(state.file, state.remaining);
    if (edits.length === 0) return state;
    const changed = new SourceFile(file.name, applyEdits(state.file, edits), file.byteOrderMark);
    const remaining = check(changed);
    if (countUnsound(remaining) > countUnsound(state.remaining)) return state;
    state = { file: changed, fixed: state.fixed + edits.length, remaining };
  }
  return state;
}

/** The edits to apply, from the end of the text to its start. Edits that overlap are all skipped. */
function certainEdits(file: SourceFile, diagnostics: readonly Diagnostic[]): Edit[] {
  // A word that several places share through an alias or merge key is edited once.
  const edits = new Map<string, Edit>();
  for (const { suggestion, file: name } of diagnostics) {
    if (suggestion?.certain && name === file.name) edits.set(JSON.stringify(suggestion), suggestion);
  }
  const spans = [...edits.values()]
    .map((edit) => ({ edit, start: file.offset(edit.range.start), end: file.offset(edit.range.end) }))
    .sort((a, b) => b.start - a.start);
  const touching = (one?: { start: number; end: number }, other?: { start: number; end: number }) =>
    one !== undefined && other !== undefined && one.start < other.end && other.start < one.end;
  return spans
    .filter((span, i) => !touching(span, spans[i - 1]) && !touching(span, spans[i + 1]))
    .map(({ edit }) => edit);
}

function applyEdits(file: SourceFile, edits: readonly Edit[]): string {
  return edits.reduce(
    (text, { range, text: replacement }) =>
      text.slice(0, file.offset(range.start)) + replacement + text.slice(file.offset(range.end)),
    file.text,
  );
}

function countUnsound(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.filter(({ code }) => code.startsWith('yaml/')).length;
}
